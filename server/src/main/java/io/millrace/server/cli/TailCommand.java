package io.millrace.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a stream of a running server, a line for each record. */
@Command(name = "tail", description = "Print the records of a stream, a line for each.")
final class TailCommand implements Callable<Integer> {

  private static final int PAGE = 1000;
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Where to start. */
  enum From {
    earliest,
    latest
  }

  @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.")
  private String stream;

  @Option(
      names = "--from",
      description = "Where to start: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} unless named.",
      defaultValue = "latest")
  @SuppressWarnings("NullAway.Init") // picocli sets it: it has a default
  private From from;

  @Option(
      names = "--until-end",
      description = "Stop at the end as it was at the start, instead of waiting for more.")
  private boolean untilEnd;

  @Option(names = "--limit", paramLabel = "N", description = "Stop after so many records.")
  private long limit = Long.MAX_VALUE;

  @Option(names = "--values", description = "Print the values only.")
  private boolean values;

  @Option(names = "--json", description = "Print each record as JSON, its position included.")
  private boolean json;

  @Mixin private TargetOptions target;
  @Spec private CommandSpec spec;

  private long printed;

  /** One partition on its way from {@code next} to {@code end}. */
  private static final class Cursor {
    private final int partition;
    private final long end;
    private long next;
    private boolean damaged;

    Cursor(int partition, long next, long end) {
      this.partition = partition;
      this.next = next;
      this.end = end;
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    if (limit < 0) {
      throw new CommandException(
          ExitCode.CONFIGURATION, "--limit: " + limit + " is no number of records");
    }
    HttpTarget server = target.connect();
    List<Cursor> cursors = cursors(server);
    while (printed < limit) {
      boolean more = false;
      for (Cursor cursor : cursors) {
        more |= page(server, cursor);
      }
      if (!more && (untilEnd || cursors.stream().allMatch(cursor -> cursor.damaged))) {
        break;
      }
      if (!more) {
        Thread.sleep(PAUSE.toMillis());
      }
    }
    return cursors.stream().anyMatch(cursor -> cursor.damaged) ? ExitCode.RUNTIME : ExitCode.OK;
  }

  private List<Cursor> cursors(HttpTarget server) {
    List<Cursor> cursors = new ArrayList<>();
    for (JsonNode partition : Json.read(server.get("/streams/" + stream)).path("partitions")) {
      long next = partition.path("next").asLong();
      long start = from == From.earliest ? partition.path("first").asLong() : next;
      cursors.add(
          new Cursor(partition.path("partition").asInt(), start, untilEnd ? next : Long.MAX_VALUE));
    }
    return cursors;
  }

  /** Prints what one request brings; false if it brought nothing. */
  private boolean page(HttpTarget server, Cursor cursor) {
    if (cursor.damaged || cursor.next >= cursor.end || printed >= limit) {
      return false;
    }
    String path = "/streams/" + stream + "/partitions/" + cursor.partition;
    HttpResponse<String> response =
        server.send(
            server.request(path + "?offset=" + cursor.next + "&limit=" + PAGE).GET().build());
    if (HttpTarget.isDamage(response)) {
      cursor.damaged = true;
      spec.commandLine()
          .getErr()
          .println(
              "millrace: "
                  + stream
                  + "/"
                  + cursor.partition
                  + " goes no further: "
                  + HttpTarget.refused(response).getMessage());
      return false;
    }
    String text = HttpTarget.body(response);
    JsonNode page = Json.read(text);
    List<String> raw = Json.rawValues(text, "records", "value");
    raw.replaceAll(TailCommand::inOneLine);
    PrintWriter out = spec.commandLine().getOut();
    int n = 0;
    for (JsonNode one : page.path("records")) {
      if (one.path("offset").asLong() >= cursor.end || printed >= limit) {
        break;
      }
      out.println(line(cursor.partition, one, raw.get(n++)));
      printed++;
    }
    out.flush();
    if (out.checkError()) {
      throw new CommandException(ExitCode.OK, "");
    }
    long next = page.path("nextOffset").asLong();
    boolean moved = next > cursor.next;
    cursor.next = next;
    return moved;
  }

  /** A record's line; its value as it came, since numbers would lose digits on the way. */
  private String line(int partition, JsonNode one, String rawValue) {
    if (json) {
      ObjectNode whole = one.deepCopy();
      whole.put("stream", stream);
      whole.put("partition", partition);
      whole.putRawValue("value", new RawValue(rawValue));
      return Json.line(whole);
    }
    boolean isJson = one.path("encoding").asText().equals("json");
    String value = isJson ? rawValue : one.path("value").asText("");
    if (values) {
      return value;
    }
    // A value of JSON has no control character but in its white space.
    String shown = isJson ? value : escaped(value);
    return stream
        + "/"
        + partition
        + "@"
        + one.path("offset").asLong()
        + " "
        + Instant.ofEpochMilli(one.path("timestamp").asLong())
        + " "
        + (one.path("key").isNull() ? "-" : escaped(one.path("key").asText()))
        + " "
        + shown;
  }

  /** JSON with its white space in one line; its texts have no line breaks. */
  private static String inOneLine(String value) {
    return value.replaceAll("[\\r\\n]", " ");
  }

  /** A text with what would move the cursor, or change a terminal, written out as in Java. */
  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                  if (Character.isISOControl(c)) {
                    out.append(String.format("\\u%04x", c));
                  } else {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    return out.toString();
  }
}
