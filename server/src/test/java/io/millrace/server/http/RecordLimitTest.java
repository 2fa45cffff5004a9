package io.millrace.server.http;

import static io.millrace.server.http.TestingServer.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecordLimitTest {

  private static final String JSON = "application/json";

  /** On Kafka the topics tell it, which are looked at after the server has been put together. */
  @Test
  void theLimitIsTheOneThatTheBackendHasNow() {
    GatedBackend backend = new GatedBackend();
    backend.gate.complete(null);
    try (TestingServer server = new TestingServer(new TestingHttpConfig(), backend)) {
      String event = "\"" + "x".repeat(100) + "\"";
      assertThat(server.post("/streams/views", JSON, event).statusCode()).isEqualTo(200);

      backend.mostRecordBytes.set(100);

      assertProblem(server.post("/streams/views", JSON, event), 413, "http.record.too-large");
      assertThat(server.post("/streams/views", JSON, "{}").statusCode()).isEqualTo(200);
    }
  }
}
