package io.millrace.server.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
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

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description =
          "The name of this run. What is sent again under the same name within 24 hours, as part of"
              + " the same files, is stored once, if it is among the last 10,000 records of its"
              + " partition.")
  private String run = UUID.randomUUID().toString();

  @Option(
      names = "--skip",
      paramLabel = "N",
      description =
          "Leave out the first N events: those that an earlier run of the same name said are stored.")
  private long skip;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Mixin private TargetOptions target;
  @Spec private CommandSpec spec;

  private final LineChunk chunk = new LineChunk();
  private LinePlace next = new LinePlace("", 1);

  /** Another, once the options are known. */
  private SendRun progress = new SendRun("unnamed", 0);

  private boolean reached;
  private boolean doubtful;

  @Override
  public Integer call() {
    RequestHeaders.check(headers);
    progress = new SendRun(run, skip);
    files.forEach(SendCommand::checkReadable);
    HttpTarget server = target.connect();
    try {
      sendAll(server);
    } catch (CommandException e) {
      throw progress.isDone()
          ? e // nothing was sent
          : new CommandException(e.exitCode(), e.getMessage() + "\n" + account());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json
            ? Json.line(Map.of("stream", stream, "sent", progress.sent()))
            : "sent " + progress.sent() + " events to " + stream);
    return ExitCode.OK;
  }

  /** Before anything is sent: half of what was named is not what anybody wants. */
  private static void checkReadable(Path file) {
    String wrong =
        !Files.exists(file)
            ? "there is no file " + file
            : Files.isDirectory(file)
                ? file + " is a directory; name files"
                : Files.isReadable(file) ? "" : file + " cannot be read; check its permissions";
    if (!wrong.isEmpty()) {
      throw new CommandException(ExitCode.ENVIRONMENT, wrong + "; nothing was sent");
    }
  }

  /** What has become of the events so far, and how to go on. */
  private String account() {
    LinePlace first = chunk.first();
    LinePlace last = chunk.last();
    if (doubtful && first != null && last != null) {
      return progress.doubt(first, last);
    }
    String lastFile = files.isEmpty() ? null : files.get(files.size() - 1).toString();
    return progress.rest(first == null ? next : first, lastFile);
  }

  private void sendAll(HttpTarget server) {
    if (files.isEmpty()) {
      sendFile("", System.in, server);
    }
    for (Path file : files) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        sendFile(file.toString(), in, server);
      } catch (IOException e) {
        throw unreadable(file.toString(), e);
      }
    }
    flush(server);
    progress.end();
    if (!progress.hasBegun()) {
      // Nothing has been sent, so nobody has said yet whether there is such a stream.
      server.get("/streams/" + stream);
    }
  }

  private void sendFile(String file, InputStream in, HttpTarget server) {
    next = new LinePlace(file, 1);
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          endLine(server);
        } else if (!chunk.add((byte) b)) {
          throw new CommandException(
              ExitCode.RUNTIME,
              next + " is longer than " + (LineChunk.LONGEST_LINE >> 20) + " MiB");
        }
      }
    } catch (IOException e) {
      throw unreadable(file.isEmpty() ? "standard input" : file, e);
    }
    endLine(server);
  }

  private static CommandException unreadable(String name, IOException e) {
    return new CommandException(ExitCode.ENVIRONMENT, name + " cannot be read: " + e.getMessage());
  }

  private void endLine(HttpTarget server) {
    if (chunk.isBlank()) {
      chunk.dropLine();
    } else {
      if (chunk.isFull()) {
        flush(server);
      }
      chunk.endLine(next);
    }
    next = new LinePlace(next.file(), next.line() + 1);
  }

  /** Sends the whole lines; a repeat after a lost answer is recognised by its key. */
  private void flush(HttpTarget server) {
    if (chunk.lines() == 0) {
      return;
    }
    if (!progress.isDone()) {
      post(server);
    }
    progress.stored(chunk.lines());
    chunk.clear();
  }

  private void post(HttpTarget server) {
    HttpRequest.Builder request =
        server
            .request("/streams/" + stream)
            .header("Content-Type", "application/x-ndjson")
            .header("Idempotency-Key", progress.key());
    headers.forEach(request::header);
    BodyPublisher body = BodyPublishers.ofByteArray(chunk.bytes(), 0, chunk.size());
    HttpResponse<String> response = sendUntilAnswered(server, request.POST(body).build());
    if (response.statusCode() != 200) {
      throw new CommandException(
          ExitCode.RUNTIME,
          HttpTarget.refused(response).getMessage() + "; it was sent " + sent(response));
    }
  }

  private String sent(HttpResponse<String> response) {
    if (chunk.lines() == 1) {
      return String.valueOf(chunk.first());
    }
    String lines = chunk.first() + " to " + chunk.last();
    return response.statusCode() == 413
        ? lines
            + ", of which "
            + chunk.largest()
            + " is the largest ("
            + chunk.largestBytes()
            + " bytes)"
        : lines;
  }

  /** Some tries: a server that restarts is back in seconds, a busy one says when to come again. */
  private HttpResponse<String> sendUntilAnswered(HttpTarget server, HttpRequest request) {
    for (int tries = 1; ; tries++) {
      boolean last = tries == MOST_TRIES;
      try {
        HttpResponse<String> response = server.send(request);
        if (last || !isToBeRepeated(response)) {
          doubtful = response.statusCode() >= 500 || (doubtful && isToBeRepeated(response));
          reached = true;
          return response;
        }
        pause(secondsToWait(response));
      } catch (HttpTarget.Broken e) {
        doubtful = true;
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
