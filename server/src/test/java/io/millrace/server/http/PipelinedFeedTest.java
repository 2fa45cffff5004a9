package io.millrace.server.http;

import static io.millrace.server.http.TestingServer.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests behind one whose answer has no end: none of them will be answered. */
@Timeout(60)
class PipelinedFeedTest {

  private static final String GET_EVENTS = "GET /streams/views/events HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String POST =
      "POST /streams/views HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

  private final TestingServer server = new TestingServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatIsHalfSentBehindTheRequestOfAFeedIsNotKept() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.send(
          GET_EVENTS + POST + "Content-Length: 1000000\r\n\r\n" + " ".repeat(900 << 10));

      assertThat(connection.answer()).contains("text/event-stream");
      waitFor(() -> server.metrics.scrape(null).text().contains("http_pending_bytes 0.0"));
      assertThat(server.metrics.scrape(null).text()).contains("http_connections 1.0");
    }
  }

  @Test
  void nobodyIsAskedForABodyInTheMiddleOfAFeed() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.send(GET_EVENTS + POST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertThat(connection.answer()).contains("text/event-stream");

      server.server().stop(Duration.ofSeconds(20));

      assertThat(connection.rest()).doesNotContain("100 Continue");
    }
  }
}
