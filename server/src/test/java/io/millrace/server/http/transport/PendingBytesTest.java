package io.millrace.server.http.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.HttpConfig;
import io.millrace.server.http.TestingHttpConfig;
import io.millrace.server.http.TestingServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What bodies may hold together: the setting, or less if the heap bears less. */
class PendingBytesTest {

  @Test
  void aBodyThatTheHeapCannotBearIsRefusedBeforeItComes() {
    long bearable = HttpConfig.bearable(Runtime.getRuntime().maxMemory());
    TestingHttpConfig unbounded =
        new TestingHttpConfig().maxBody(Integer.MAX_VALUE).maxPending(1L << 40);
    try (TestingServer server = new TestingServer(unbounded)) {
      byte[] body = new byte[(int) bearable + 1];
      Arrays.fill(body, (byte) ' ');

      HttpResponse<String> answer = server.post("/streams/views", "application/x-ndjson", body);

      TestingServer.assertProblem(answer, 413, "http.body.too-large");
      assertThat(TestingServer.json(answer).path("mend").asText()).contains("MILLRACE_HEAP");
    }
  }

  @Test
  void aBodyOfUnknownLengthThatCanNeverBeHeldIsTooLargeAndNotBusy() {
    TestingHttpConfig small = new TestingHttpConfig().maxBody(1 << 20).maxPending(64 << 10);
    try (TestingServer server = new TestingServer(small)) {
      byte[] body = new byte[100 << 10];
      Arrays.fill(body, (byte) '1');

      HttpResponse<String> answer =
          server.send(
              server
                  .request("/streams/views", "application/x-ndjson")
                  .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))
                  .build());

      TestingServer.assertProblem(answer, 413, "http.body.too-large");
    }
  }

  @Test
  void whatIsHeldIsBounded() {
    PendingBytes pending = new PendingBytes(10);

    assertThat(pending.take(10)).isTrue();
    assertThat(pending.take(1)).isFalse();
    assertThat(pending.held()).isEqualTo(10);
    assertThat(pending.couldHold(10)).isTrue();
    assertThat(pending.couldHold(11)).isFalse();
  }
}
