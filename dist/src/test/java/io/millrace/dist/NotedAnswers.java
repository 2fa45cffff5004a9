package io.millrace.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * Asks one server, and notes each answer: its status and its body, without what differs from run to
 * run, which are the times.
 */
final class NotedAnswers {

  static final String JSON = "application/json";
  static final String LINES = "application/x-ndjson";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;
  private final List<String> notes = new ArrayList<>();

  NotedAnswers(RunningServer server) {
    address = server.address();
  }

  URI address() {
    return address;
  }

  /** What was noted, in order. */
  List<String> notes() {
    return notes;
  }

  /** Notes something else. */
  void note(String what) {
    notes.add(timeless(what));
  }

  /** Text without its times: those of JSON, and those that {@code tail} prints. */
  static String timeless(String text) {
    return text.replaceAll("\"timestamp\":\\d+", "\"timestamp\":0")
        .replaceAll(" 20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z ", " now ");
  }

  void post(String stream, String type, String body, String... headers) throws Exception {
    post(stream, type, body.getBytes(UTF_8), headers);
  }

  void post(String stream, String type, byte[] body, String... headers) throws Exception {
    note(answer(request("/streams/" + stream, type, headers), body));
  }

  void get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE);
    if (headers.length > 0) {
      request.headers(headers);
    }
    note(said(client.send(request.build(), BodyHandlers.ofString())));
  }

  /** Reads server-sent events from now on. */
  EventStream events(String path, String... headers) throws Exception {
    return EventStream.open(client, address.resolve(path), headers);
  }

  private HttpRequest.Builder request(String path, String type, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(PATIENCE)
            .header("Content-Type", type);
    return headers.length > 0 ? request.headers(headers) : request;
  }

  private String answer(HttpRequest.Builder request, byte[] body) throws Exception {
    return said(
        client.send(
            request.POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString()));
  }

  private static String said(HttpResponse<String> answer) {
    return answer.statusCode() + " " + answer.body().strip();
  }

  /** The status and the code of each answer. */
  static List<String> codes(List<String> answers) throws Exception {
    List<String> codes = new ArrayList<>();
    for (String answer : answers) {
      String[] parts = answer.split(" ", 2);
      codes.add((parts[0] + " " + Page.json(parts[1]).path("code").asText()).strip());
    }
    return codes;
  }

  static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(UTF_8));
    }
    return packed.toByteArray();
  }

  /** Events whose keys go to several partitions, one on a line. */
  static String keyed(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> "{\"id\":\"key-" + n + "\"}\n")
        .collect(Collectors.joining());
  }
}
