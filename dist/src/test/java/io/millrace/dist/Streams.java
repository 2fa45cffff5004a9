package io.millrace.dist;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The streams of a running server, over HTTP. Safe for many threads. */
final class Streams {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI address;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  Streams(URI address) {
    this.address = address;
  }

  URI address() {
    return address;
  }

  /** The status of an answer to GET. */
  int status(String path) throws IOException, InterruptedException {
    return get(path).statusCode();
  }

  /** The body of a good answer to GET. */
  String text(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE).build();
    return client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /** Appends events, one on each line; returns the status of the answer. */
  int post(String stream, String lines, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve("/streams/" + stream))
            .timeout(PATIENCE)
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(lines, StandardCharsets.UTF_8));
    headers.forEach(request::header);
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  /** How many records a stream has taken in its life, all partitions together. */
  long count(String stream) throws IOException, InterruptedException {
    long count = 0;
    for (JsonNode partition : partitions(stream)) {
      count += partition.path("next").asLong();
    }
    return count;
  }

  /** All records of a stream, partition by partition, in order. */
  List<Stored> records(String stream) throws IOException, InterruptedException {
    List<Stored> records = new ArrayList<>();
    for (JsonNode partition : partitions(stream)) {
      int number = partition.path("partition").asInt();
      long end = partition.path("next").asLong();
      long next = partition.path("first").asLong();
      while (next < end) {
        String path = "/streams/" + stream + "/partitions/" + number + "?limit=1000&offset=" + next;
        Page page = Page.read(number, text(path));
        records.addAll(page.records());
        next = page.nextOffset();
      }
    }
    return records;
  }

  /** The values of all records of a stream. */
  List<String> values(String stream) throws IOException, InterruptedException {
    return records(stream).stream().map(Stored::value).toList();
  }

  private JsonNode partitions(String stream) throws IOException, InterruptedException {
    return Page.json(text("/streams/" + stream)).path("partitions");
  }

  /** What its pipelines have counted. */
  Counts counts() throws IOException, InterruptedException {
    return Counts.read(text("/metrics"));
  }
}
