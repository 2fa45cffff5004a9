package io.millrace.server.http.streams;

import static io.millrace.server.http.TestingServer.assertProblem;
import static io.millrace.server.http.TestingServer.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.LoggedEvents;
import io.millrace.server.http.FailingReads;
import io.millrace.server.http.TestingHttpConfig;
import io.millrace.server.http.TestingServer;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.StreamPartition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventsTest {

  private static final String JSON = "application/json";

  private final TestingServer server = new TestingServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatIsThereAndWhatComesIsSent() throws IOException {
    server.post("/streams/views", JSON, "{\"n\":\n1}");
    try (Listener listener = new Listener("from=earliest")) {
      assertThat(listener.next().data()).contains("\"value\":{\"n\": 1}", "\"partition\":0");

      server.post("/streams/views", JSON, "{\"n\":2}");

      Event second = listener.next();
      assertThat(second.data()).contains("\"value\":{\"n\":2}", "\"partition\":1");
      assertThat(second.id()).isEqualTo("1,1");
    }
  }

  @Test
  void fromLatestOnlyWhatComesIsSent() throws IOException {
    server.post("/streams/blobs", JSON, "1");
    try (Listener listener = new Listener("blobs", "from=latest", "")) {
      server.post("/streams/blobs", JSON, "2");

      assertThat(listener.next().data()).contains("\"value\":2");
    }
  }

  @Test
  void aListenerGoesOnWhereItWas() throws IOException {
    server.post("/streams/blobs", "application/x-ndjson", "1\n2\n3\n4");
    String id;
    try (Listener listener = new Listener("blobs", "from=earliest", "")) {
      listener.next();
      id = listener.next().id();
    }

    try (Listener listener = new Listener("blobs", "", "Last-Event-ID: " + id + "\r\n")) {
      assertThat(listener.next().data()).contains("\"value\":3");
    }
  }

  @Test
  void everythingArrivesInOrderHoweverMuchThereIs() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      lines.append("{\"n\":").append(i).append("}\n");
    }
    try (Listener listener = new Listener("blobs", "from=earliest", "")) {
      server.post("/streams/blobs", "application/x-ndjson", lines.toString());

      for (int i = 0; i < 20_000; i++) {
        assertThat(listener.next().data()).contains("\"value\":{\"n\":" + i + "}");
      }
    }
  }

  @Test
  void damageIsSaidAndTheOtherPartitionsGoOn() throws IOException {
    StreamPartition at = new StreamPartition("views", 0);
    BackendException damage = new BackendException(BackendException.Kind.CORRUPT, "a flipped bit");
    try (LoggedEvents logged = LoggedEvents.of(EventFeed.class);
        TestingServer damaged =
            new TestingServer(new TestingHttpConfig(), FailingReads.of(at, 1, damage));
        Listener listener = new Listener(damaged, "views", "from=earliest", "")) {
      damaged.post("/streams/views", JSON, "[1,2,3]");
      damaged.post("/streams/views", JSON, "[4,5,6]");

      List<String> events = new ArrayList<>();
      while (events.size() < 5 || events.stream().noneMatch(event -> event.startsWith("error"))) {
        Event event = listener.next();
        events.add(event.name() + event.data().replaceFirst(".*(\"value\":.).*", "$1"));
      }
      assertThat(events.stream().filter(event -> event.startsWith("error")))
          .singleElement()
          .asString()
          .contains("a flipped bit", "backend.corrupt");
      assertThat(logged.count("")).isZero();
    }
  }

  @Test
  void aListenerIsToldWhyItIsSentAway() throws IOException {
    BackendException away = new BackendException(BackendException.Kind.UNAVAILABLE, "all away");
    StreamPartition at = new StreamPartition("views", 0);
    try (LoggedEvents logged = LoggedEvents.of(EventFeed.class);
        TestingServer damaged =
            new TestingServer(new TestingHttpConfig(), FailingReads.of(at, 0, away));
        Listener listener = new Listener(damaged, "views", "from=earliest", "")) {
      Event event = listener.next();

      assertThat(event.name()).isEqualTo("error");
      assertThat(event.data()).contains("all away", "backend.unavailable");
      assertThatThrownBy(listener::next).hasMessageContaining("ended the connection");
      assertThat(logged.count("all away")).isEqualTo(1);
      assertThat(logged.traces()).isZero();
    }
  }

  @Test
  void aListenerThatLeavesIsForgotten() throws IOException {
    Listener listener = new Listener("from=latest");
    waitFor(() -> server.metrics.scrape(null).text().contains("http_connections 1.0"));

    listener.close();

    waitFor(() -> server.metrics.scrape(null).text().contains("http_connections 0.0"));
    assertThat(server.post("/streams/views", JSON, "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void aWrongStartIsSaid() {
    assertProblem(server.get("/streams/views/events?from=noon"), 400, "http.from");
    assertProblem(
        server.get("/streams/views/events", "Last-Event-ID", "1,2,3"), 400, "http.last-event-id");
    assertProblem(
        server.get("/streams/views/events", "Last-Event-ID", "18446744073709551615"),
        400,
        "http.last-event-id");
    assertProblem(
        server.get("/streams/views/events", "Last-Event-ID", "0,+0"), 400, "http.last-event-id");
    assertProblem(server.get("/streams/none/events"), 404, "http.stream.unknown");
  }

  @Test
  void anIdBeyondTheEndIsRefused() throws IOException {
    server.post("/streams/views", JSON, "1");
    server.post("/streams/views", JSON, "2");
    server.post("/streams/views", JSON, "3");

    HttpResponse<String> beyond = server.get("/streams/views/events", "Last-Event-ID", "2,2");

    assertProblem(beyond, 416, "http.offset.beyond-end");
    assertThat(beyond.body()).contains("views/1 ends at 1");
    try (Listener listener = new Listener("views", "", "Last-Event-ID: 2,1\r\n")) {
      server.post("/streams/views", JSON, "4");

      assertThat(listener.next().data()).contains("\"value\":4");
    }
  }

  private record Event(String id, String name, String data) {}

  /** A client that reads events one by one. */
  private final class Listener implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader in;

    Listener(String query) throws IOException {
      this("views", query, "");
    }

    Listener(String stream, String query, String headers) throws IOException {
      this(server, stream, query, headers);
    }

    Listener(TestingServer server, String stream, String query, String headers) throws IOException {
      socket = server.socket();
      String request =
          "GET /streams/" + stream + "/events?" + query + " HTTP/1.1\r\nHost: x\r\n" + headers;
      socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      List<String> head = new ArrayList<>();
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        head.add(line);
      }
      assertThat(head).contains("HTTP/1.1 200 OK", "Content-Type: text/event-stream");
    }

    Event next() throws IOException {
      String id = "";
      String name = "";
      String data = "";
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.isEmpty() && !data.isEmpty()) {
          return new Event(id, name, data);
        }
      }
      throw new IOException("the server ended the connection");
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
