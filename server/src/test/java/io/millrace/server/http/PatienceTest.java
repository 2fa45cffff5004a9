package io.millrace.server.http;

import static io.millrace.server.http.TestingServer.assertProblem;
import static io.millrace.server.http.TestingServer.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that are slow, many, endless or gone, and a server that is full or stops. */
@Timeout(60)
class PatienceTest {

  private static final String POST =
      "POST /streams/views HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void headersThatDripAreCutOff() throws IOException {
    try (TestingServer server = new TestingServer(new TestingHttpConfig().requestTimeout(SHORT));
        RawConnection slow = new RawConnection(server)) {
      slow.send("GET / HTTP/1.1\r\nHost");

      assertThat(slow.rest()).startsWith("HTTP/1.1 408 ").contains("http.timeout");
    }
  }

  @Test
  void aBodyThatDripsIsCutOff() throws IOException {
    try (TestingServer server = new TestingServer(new TestingHttpConfig().requestTimeout(SHORT));
        RawConnection slow = new RawConnection(server)) {
      slow.send(POST + "Content-Length: 20\r\n\r\n{\"a\":");

      assertThat(slow.rest()).startsWith("HTTP/1.1 408 ");
      assertThat(server.values("views")).isEmpty();
    }
  }

  @Test
  void aConnectionThatDoesNothingIsEnded() throws IOException {
    try (TestingServer server = new TestingServer(new TestingHttpConfig().idleTimeout(SHORT));
        RawConnection fresh = new RawConnection(server);
        RawConnection used = new RawConnection(server)) {
      used.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(used.answer()).contains("\"live\"");

      assertThat(fresh.rest()).isEmpty();
      assertThat(used.rest()).isEmpty();
    }
  }

  @Test
  void anEndlessBodyIsCutOff() throws IOException {
    try (TestingServer server = new TestingServer(new TestingHttpConfig().maxBody(100_000));
        RawConnection endless = new RawConnection(server)) {
      endless.send(POST + "Transfer-Encoding: chunked\r\n\r\n");
      String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
      for (int i = 0; i < 25; i++) {
        endless.send(chunk);
      }

      assertThat(endless.rest()).startsWith("HTTP/1.1 413 ");
      waitFor(() -> server.metrics.scrape(null).text().contains("http_pending_bytes 0.0"));
    }
  }

  @Test
  void whatDoesNotFitIsToldToComeAgain() throws IOException {
    GatedBackend backend = new GatedBackend();
    TestingHttpConfig config = new TestingHttpConfig().maxPending(1_000);
    try (TestingServer server = new TestingServer(config, backend)) {
      CompletableFuture<HttpResponse<String>> held =
          server.client.sendAsync(
              server
                  .request("/streams/views", "application/json")
                  .POST(BodyPublishers.ofString(" ".repeat(899) + "1"))
                  .build(),
              BodyHandlers.ofString());
      waitFor(() -> backend.appends.get() == 1);

      HttpResponse<String> busy =
          server.post("/streams/views", "application/json", " ".repeat(199) + "2");

      assertProblem(busy, 429, "http.busy");
      assertThat(busy.headers().firstValue("Retry-After")).hasValue("1");
      backend.gate.complete(null);
      assertThat(held.join().statusCode()).isEqualTo(200);
      assertThat(
              server.post("/streams/views", "application/json", " ".repeat(199) + "2").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void keysThatAreStoredWithEachEventAreHeldWithinTheBound() throws IOException {
    GatedBackend backend = new GatedBackend();
    TestingHttpConfig config = new TestingHttpConfig().maxPending(1 << 20);
    try (TestingServer server = new TestingServer(config, backend)) {
      List<CompletableFuture<HttpResponse<String>>> answers =
          IntStream.range(100, 140).mapToObj(n -> postKeyed(server, "k".repeat(252) + n)).toList();
      waitFor(() -> server.metrics.scrape(null).text().contains("status=\"429\"} 38.0"));

      backend.gate.complete(null);

      assertThat(answers.stream().filter(answer -> answer.join().statusCode() == 200)).hasSize(2);
      assertThat(server.values("views")).hasSize(2_000);
      assertThat(server.metrics.scrape(null).text()).contains("http_pending_bytes 0.0");
    }
  }

  private static CompletableFuture<HttpResponse<String>> postKeyed(
      TestingServer server, String key) {
    return server.client.sendAsync(
        server
            .request("/streams/views", "application/x-ndjson", "Idempotency-Key", key)
            .POST(BodyPublishers.ofString("1\n".repeat(1_000)))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void oneAppendTakesWhatManyConnectionsBring() throws IOException {
    GatedBackend backend = new GatedBackend();
    backend.gate.complete(null);
    try (TestingServer server = new TestingServer(new TestingHttpConfig(), backend);
        RawConnection connection = new RawConnection(server)) {
      connection.send((POST + "Content-Length: 2\r\n\r\n{}").repeat(100));
      for (int i = 0; i < 100; i++) {
        assertThat(connection.answer()).startsWith("HTTP/1.1 200 ");
      }

      assertThat(backend.appends.get()).isLessThan(20);
    }
  }

  @Test
  void whatIsRefusedTogetherIsTriedAlone() throws IOException {
    GatedBackend backend = new GatedBackend();
    backend.mostRecords.set(1);
    backend.gate.complete(null);
    try (TestingServer server = new TestingServer(new TestingHttpConfig(), backend);
        RawConnection connection = new RawConnection(server)) {
      StringBuilder requests = new StringBuilder();
      for (int i = 10; i < 30; i++) {
        requests.append(POST).append("Content-Length: 2\r\n\r\n").append(i);
      }
      connection.send(requests + POST + "Content-Length: 5\r\n\r\n[1,2]");
      for (int i = 10; i < 30; i++) {
        assertThat(connection.answer()).startsWith("HTTP/1.1 200 ");
      }

      assertThat(connection.answer()).startsWith("HTTP/1.1 422 ").contains("backend.refused");
      assertThat(server.values("views"))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(10, 30).mapToObj(Integer::toString).toList());
    }
  }

  @Test
  void aClientThatTakesNoAnswersIsEnded() throws IOException {
    try (TestingServer server = new TestingServer(new TestingHttpConfig().idleTimeout(SHORT));
        RawConnection deaf = new RawConnection(server)) {
      server.post("/streams/blobs", "application/octet-stream", new byte[1 << 20]);
      deaf.send("GET /streams/blobs/partitions/0 HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200));

      waitFor(
          () ->
              server.metrics.scrape(null).text().contains("status=\"429\"")
                  && server.metrics.scrape(null).text().contains("http_connections 0.0"));
    }
  }

  @Test
  void aConnectionIsEndedAfterARefusedBodyToo() throws IOException {
    try (TestingServer server = new TestingServer(new TestingHttpConfig().idleTimeout(SHORT));
        RawConnection used = new RawConnection(server)) {
      used.send("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n123");
      assertThat(used.answer()).startsWith("HTTP/1.1 404 ");
      used.send("45");

      assertThat(used.rest()).isEmpty();
    }
  }

  @Test
  void moreConnectionsThanAllowedAreSentAway() throws IOException {
    try (TestingServer server = new TestingServer(new TestingHttpConfig().maxConnections(2));
        RawConnection first = new RawConnection(server);
        RawConnection second = new RawConnection(server)) {
      first.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
      second.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(first.answer()).contains("\"live\"");
      assertThat(second.answer()).contains("\"live\"");

      try (RawConnection third = new RawConnection(server)) {
        assertThat(third.rest()).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
      }
    }
  }

  @Test
  void aStopAnswersWhatIsInHand() throws IOException {
    GatedBackend backend = new GatedBackend();
    try (TestingServer server = new TestingServer(new TestingHttpConfig(), backend);
        RawConnection busy = new RawConnection(server);
        RawConnection idle = new RawConnection(server)) {
      busy.send(POST + "Content-Length: 2\r\n\r\n{}");
      waitFor(() -> backend.appends.get() == 1);

      CompletableFuture<Void> stopped =
          CompletableFuture.runAsync(() -> server.server().stop(Duration.ofSeconds(20)));

      assertThat(idle.rest()).isEmpty();
      assertThat(stopped).isNotDone();
      backend.gate.complete(null);
      assertThat(busy.rest()).startsWith("HTTP/1.1 200 ").contains("Connection: close");
      stopped.join();
    }
  }

  @Test
  void thousandsOfIdleConnectionsHurtNobody() throws IOException {
    List<RawConnection> idle = new ArrayList<>();
    try (TestingServer server = new TestingServer()) {
      for (int i = 0; i < 2_000; i++) {
        idle.add(new RawConnection(server));
      }
      waitFor(() -> server.metrics.scrape(null).text().contains("http_connections 2000.0"));

      assertThat(server.post("/streams/views", "application/json", "{}").statusCode())
          .isEqualTo(200);
    } finally {
      for (RawConnection connection : idle) {
        connection.close();
      }
    }
  }
}
