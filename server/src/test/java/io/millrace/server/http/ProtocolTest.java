package io.millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What RFC 9112 has beside the plain case. */
class ProtocolTest {

  private static final String POST =
      "POST /streams/views HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

  private final TestingServer server = new TestingServer(new TestingHttpConfig().maxBody(100_000));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      String get = "GET %s HTTP/1.1\r\nHost: x\r\n\r\n";
      connection.send(
          get.formatted("/streams/views")
              + POST
              + "Content-Length: 2\r\n\r\n{}"
              + get.formatted("/nowhere")
              + get.formatted("/health/live"));

      assertThat(connection.answer()).contains("\"name\":\"views\"");
      assertThat(connection.answer()).contains("positions");
      assertThat(connection.answer()).startsWith("HTTP/1.1 404 ");
      assertThat(connection.answer()).contains("\"live\"");
    }
  }

  @Test
  void manyPipelinedRequestsAreAllAnswered() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.send((POST + "Content-Length: 2\r\n\r\n{}").repeat(1_000));

      for (int i = 0; i < 1_000; i++) {
        assertThat(connection.answer()).startsWith("HTTP/1.1 200 OK\r\n");
      }
    }
    assertThat(server.values("views")).hasSize(1_000);
  }

  @Test
  void chunksArePutTogether() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.send(POST + "Transfer-Encoding: chunked\r\n\r\n");
      for (String chunk :
          new String[] {"3\r\n{\"a\r\n", "2;x=y\r\n\":\r\n", "2\r\n1}\r\n", "0\r\n"}) {
        connection.send(chunk);
      }
      connection.send("X-Trailer: x\r\n\r\n");

      assertThat(connection.answer()).startsWith("HTTP/1.1 200 OK\r\n");
    }
    assertThat(server.values("views")).containsExactly("{\"a\":1}");
  }

  @Test
  void aClientThatAsksFirstIsToldToGoOn() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.send(POST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertThat(connection.answer()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

      connection.send("{}");

      assertThat(connection.answer()).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void aClientThatAsksFirstIsRefusedBeforeItSends() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.send(POST + "Content-Length: 100001\r\nExpect: 100-continue\r\n\r\n");

      assertThat(connection.rest()).startsWith("HTTP/1.1 413 ").doesNotContain("100 Continue");
    }
    try (RawConnection connection = new RawConnection(server)) {
      connection.send(POST + "Content-Length: 2\r\nExpect: wonders\r\n\r\n{}");

      assertThat(connection.answer()).startsWith("HTTP/1.1 417 ");
    }
  }

  @Test
  void aClientThatLeavesAfterItAskedStoresNothing() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.send(POST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      connection.answer();
      connection.reset();
    }
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(server.values("views")).isEmpty();
  }

  @Test
  void oldClientsAreServed() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.send("GET /health/live HTTP/1.0\r\n\r\n");

      assertThat(connection.rest()).contains("Connection: close\r\n").contains("\"live\"");
    }
    try (RawConnection connection = new RawConnection(server)) {
      connection.send("GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(connection.answer()).contains("Connection: keep-alive\r\n");
      connection.send("GET /health/live HTTP/1.0\r\n\r\n");
      assertThat(connection.rest()).contains("\"live\"");
    }
  }

  @Test
  void nothingIsTakenAfterConnectionClose() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      String last = POST + "Connection: close\r\nContent-Length: 2\r\n\r\n{}";
      connection.send(last + last);

      assertThat(connection.rest()).contains("Connection: close\r\n");
    }
    assertThat(server.values("views")).hasSize(1);
  }

  @Test
  void otherVersionsAreRefused() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.send("GET / HTTP/2.0\r\nHost: x\r\n\r\n");

      assertThat(connection.rest()).startsWith("HTTP/1.1 505 ");
    }
  }

  @Test
  void aHeadThatIsTooLargeIsRefused() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.send("GET /" + "x".repeat(9_000));
      assertThat(connection.rest()).startsWith("HTTP/1.1 414 ");
    }
    try (RawConnection connection = new RawConnection(server)) {
      connection.send("GET / HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(5_000));
      assertThat(connection.rest()).startsWith("HTTP/1.1 431 ");
    }
  }

  @Test
  void aRefusedBodyThatIsSmallDoesNotEndTheConnection() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.send("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345");
      assertThat(connection.answer()).startsWith("HTTP/1.1 404 ");
      connection.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(connection.answer()).contains("\"live\"");
    }
  }

  @Test
  void targetsWithASchemeOrEscapesAreUnderstood() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.send(
          "GET http://x/streams/vie%77s/partitions/0?limit=1 HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(connection.answer()).contains("\"stream\":\"views\"");
      connection.send("GET /streams/%zz HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(connection.answer()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void aBodyCutOffIsNoEvent() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.send(POST + "Content-Length: 20\r\n\r\n{\"a\":1}");
      connection.endOutput();
      connection.rest();
    }
    try (RawConnection connection = new RawConnection(server)) {
      connection.send(POST + "Transfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n");
      connection.endOutput();
      connection.rest();
    }
    assertThat(server.values("views")).isEmpty();
  }
}
