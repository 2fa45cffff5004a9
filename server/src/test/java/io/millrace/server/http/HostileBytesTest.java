package io.millrace.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that two readers could read in two ways, from the literature on request smuggling (RFC
 * 9112, sections 11.1 and 11.2), sent whole and cut at every byte. Each is refused, nothing behind
 * it is taken for a request, and the connection ends.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileBytesTest {

  private static final String SMUGGLED =
      "POST /streams/views HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";

  private TestingServer server;

  @BeforeAll
  void start() {
    server = new TestingServer();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // a length and chunks
        "POST /streams/views HTTP/1.1|Host: x|Content-Length: 5|Transfer-Encoding: chunked||0||",
        "POST /streams/views HTTP/1.1|Host: x|Transfer-Encoding: chunked|Content-Length: 5||0||",
        // two lengths
        "POST /streams/views HTTP/1.1|Host: x|Content-Length: 0|Content-Length: 5||",
        "POST /streams/views HTTP/1.1|Host: x|Content-Length: 0|Content-Length: 0||",
        "POST /streams/views HTTP/1.1|Host: x|Content-Length: 0, 5||",
        "POST /streams/views HTTP/1.1|Host: x|Content-Length: 0,0||",
        // lengths that are none
        "POST /streams/views HTTP/1.1|Host: x|Content-Length: +0||",
        "POST /streams/views HTTP/1.1|Host: x|Content-Length: -1||",
        "POST /streams/views HTTP/1.1|Host: x|Content-Length: 0x0||",
        "POST /streams/views HTTP/1.1|Host: x|Content-Length: ||",
        "POST /streams/views HTTP/1.1|Host: x|Content-Length: 99999999999999999999||",
        "GET /streams HTTP/1.1|Host: x|Sec-WebSocket-Key1: a|Sec-WebSocket-Key2: b||12345678",
        // codings that are not chunked alone
        "POST /streams/views HTTP/1.1|Host: x|Transfer-Encoding: chunked, identity||0||",
        "POST /streams/views HTTP/1.1|Host: x|Transfer-Encoding: identity, chunked||0||",
        "POST /streams/views HTTP/1.1|Host: x|Transfer-Encoding: gzip||",
        "POST /streams/views HTTP/1.1|Host: x|Transfer-Encoding: xchunked||0||",
        "POST /streams/views HTTP/1.1|Host: x|Transfer-Encoding: \u000bchunked||0||",
        "POST /streams/views HTTP/1.1|Host: x|Transfer-Encoding: chunked|Transfer-Encoding: x||0||",
        "POST /streams/views HTTP/1.0|Host: x|Transfer-Encoding: chunked||0||",
        // lines
        "POST /streams/views HTTP/1.1\nHost: x\nContent-Length: 0\n\n",
        "POST /streams/views HTTP/1.1|Host: x\nContent-Length: 0||",
        "POST /streams/views HTTP/1.1|Host: x|Content-Length : 0||",
        "POST /streams/views HTTP/1.1|Host: x| Content-Length: 0||",
        "POST /streams/views HTTP/1.1|Host: x|X: a| folded|Content-Length: 0||",
        "POST /streams/views HTTP/1.1|Host: x|X: a|\tfolded|Content-Length: 0||",
        "|POST /streams/views HTTP/1.1|Host: x|X: a| folded||",
        "POST /streams/views HTTP/1.1|Host: x|X: a\rb|Content-Length: 0||",
        "POST /streams/views HTTP/1.1|Host: x|X: a\u0000b|Content-Length: 0||",
        "POST /streams/views HTTP/1.1|Host: x|X\u0000: a|Content-Length: 0||",
        "POST /streams/views HTTP/1.1|Host: x|: a|Content-Length: 0||",
        "POST /streams/views HTTP/1.1|Host: x|no colon|Content-Length: 0||",
        // hosts, request lines
        "POST /streams/views HTTP/1.1|Content-Length: 0||",
        "POST /streams/views HTTP/1.1|Host: x|Host: y|Content-Length: 0||",
        " POST /streams/views HTTP/1.1|Host: x|Content-Length: 0||",
        "\u0001POST /streams/views HTTP/1.1|Host: x|Content-Length: 0||",
        "POST streams/views HTTP/1.1|Host: x|Content-Length: 0||",
        "POST /streams/views|Host: x||",
        // chunks
        "POST /streams/views HTTP/1.1|Host: x|Transfer-Encoding: chunked||zz|",
        "POST /streams/views HTTP/1.1|Host: x|Transfer-Encoding: chunked||-1|",
        "POST /streams/views HTTP/1.1|Host: x|Transfer-Encoding: chunked||80000000|",
        "POST /streams/views HTTP/1.1|Host: x|Transfer-Encoding: chunked||2\n{}|0||",
        "POST /streams/views HTTP/1.1|Host: x|Transfer-Encoding: chunked||2;a\n{}|0||",
        "POST /streams/views HTTP/1.1|Host: x|Transfer-Encoding: chunked||2|{}X|0||",
      })
  void isRefused(String pattern) throws IOException {
    byte[] bytes = (pattern.replace("|", "\r\n") + SMUGGLED).getBytes(ISO_8859_1);
    int end = bytes.length - SMUGGLED.length();
    for (int cut = 0; cut < end; cut++) {
      try (RawConnection connection = new RawConnection(server)) {
        connection.send(bytes, 0, cut);
        connection.send(bytes, cut, bytes.length);

        String said = connection.rest();

        assertThat(said).as("cut at %s", cut).startsWith("HTTP/1.1 400 Bad Request\r\n");
        assertThat(said.split("\r\nDate: ", -1)).as("one answer").hasSize(2);
        assertThat(said).contains("Connection: close", "\"code\":\"http.malformed\"");
      }
    }
    assertThat(server.values("views")).isEmpty();
  }
}
