package io.millrace.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** Server-sent events as they come. For one thread, which an interrupt ends. */
final class EventStream implements AutoCloseable {

  private final BufferedReader reader;

  private EventStream(BufferedReader reader) {
    this.reader = reader;
  }

  /** Listens; where it begins is settled when this returns. */
  static EventStream open(HttpClient client, URI address, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
    BufferedReader reader = new BufferedReader(new InputStreamReader(answer.body(), UTF_8));
    String type = answer.headers().firstValue("Content-Type").orElse("");
    if (answer.statusCode() != 200 || !type.equals("text/event-stream")) {
      throw new AssertionError(answer.statusCode() + " " + type + ": " + reader.readLine());
    }
    return new EventStream(reader);
  }

  /** The lines of the next events, so many lines of data. */
  List<String> next(int count) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int data = 0; data < count; ) {
      String line = reader.readLine();
      if (line == null) {
        throw new AssertionError("it has ended after " + lines);
      }
      if (!line.isEmpty() && !line.startsWith(":")) {
        lines.add(NotedAnswers.timeless(line));
        data += line.startsWith("data:") ? 1 : 0;
      }
    }
    return lines;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
