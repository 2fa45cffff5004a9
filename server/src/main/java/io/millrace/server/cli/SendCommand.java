package io.millrace.server.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends events to a stream of a running server. */
@Command(
    name = "send",
    description = "Send events (NDJSON) to a stream of a running server; each is stored once.")
final class SendCommand implements Callable<Integer> {

  private static final int CHUNK_LINES = 500;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int MOST_TRIES = 10;

  @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.")
  private String stream;

  @Parameters(
      index = "1..*",
      paramLabel = "FILE",
      description = "Files with one event a line; standard input if none is named.")
  private List<Path> files = List.of();

  @Option(
      names = "--header",
      paramLabel = "NAME=VALUE",
      description = "A request header, kept with each event if the stream's 'headers' name it.")
  private Map<String, String> headers = Map.of();

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Mixin private TargetOptions target;
  @Spec private CommandSpec spec;

  private final String run = UUID.randomUUID().toString();
  private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK_BYTES);
  private int chunkLines;
  private long chunks;
  private long events;
  private boolean reached;

  @Override
  public Integer call() throws IOException {
    HttpTarget server = target.connect();
    if (files.isEmpty()) {
      sendAll(System.in, server);
    }
    for (Path file : files) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        sendAll(in, server);
      } catch (NoSuchFileException e) {
        throw new CommandException(ExitCode.ENVIRONMENT, "there is no file " + file);
      }
    }
    flush(server);
    if (chunks == 0) {
      // Nothing has been sent, so nobody has said yet whether there is such a stream.
      server.get("/streams/" + stream);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json
            ? Json.line(Map.of("stream", stream, "sent", events))
            : "sent " + events + " events to " + stream);
    return ExitCode.OK;
  }

  private void sendAll(InputStream in, HttpTarget server) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        add(line, server);
      } else {
        line.write(b);
      }
    }
    add(line, server);
  }

  private void add(ByteArrayOutputStream line, HttpTarget server) {
    byte[] bytes = line.toByteArray();
    line.reset();
    if (new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).isBlank()) {
      return;
    }
    if (chunkLines == CHUNK_LINES || chunk.size() + bytes.length > CHUNK_BYTES) {
      flush(server);
    }
    chunk.writeBytes(bytes);
    chunk.write('\n');
    chunkLines++;
  }

  /** Sends a chunk; a repeat after a lost answer is recognised by its key and stored once. */
  private void flush(HttpTarget server) {
    if (chunkLines == 0) {
      return;
    }
    HttpRequest.Builder request =
        server
            .request("/streams/" + stream)
            .header("Content-Type", "application/x-ndjson")
            .header("Idempotency-Key", run + "-" + chunks);
    headers.forEach(request::header);
    HttpRequest ready = request.POST(BodyPublishers.ofByteArray(chunk.toByteArray())).build();
    HttpResponse<String> response = sendUntilAnswered(server, ready);
    if (response.statusCode() != 200) {
      throw HttpTarget.refused(response);
    }
    reached = true;
    events += chunkLines;
    chunks++;
    chunkLines = 0;
    chunk.reset();
  }

  /** Some tries: a server that restarts is back in seconds, a busy one says when to come again. */
  private HttpResponse<String> sendUntilAnswered(HttpTarget server, HttpRequest request) {
    for (int tries = 1; ; tries++) {
      boolean last = tries == MOST_TRIES;
      try {
        HttpResponse<String> response = server.send(request);
        if (last || !isToBeRepeated(response)) {
          return response;
        }
        pause(secondsToWait(response));
      } catch (HttpTarget.Broken e) {
        if (last) {
          throw e;
        }
        pause(1);
      } catch (HttpTarget.Absent e) {
        // One that was never there is rather a wrong address.
        if (last || !reached) {
          throw e;
        }
        pause(1);
      }
      reached = true;
    }
  }

  private static boolean isToBeRepeated(HttpResponse<String> response) {
    return response.statusCode() == 429 || response.statusCode() == 503;
  }

  private static long secondsToWait(HttpResponse<String> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,2}"))
        .map(Long::parseLong)
        .orElse(1L);
  }

  private static void pause(long seconds) {
    try {
      TimeUnit.SECONDS.sleep(Math.max(1, seconds));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.RUNTIME, "interrupted");
    }
  }
}
