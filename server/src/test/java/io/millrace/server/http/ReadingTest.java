package io.millrace.server.http;

import static io.millrace.server.http.TestingServer.assertProblem;
import static io.millrace.server.http.TestingServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadingTest {

  private static final String BYTES = "application/octet-stream";

  private final TestingServer server = new TestingServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aParameterThatWouldBeIgnoredIsRefused() {
    HttpResponse<String> near = server.get("/streams/orders/partitions/0?ofset=3");
    assertProblem(near, 400, "http.parameter.unknown");
    assertThat(json(near).path("mend").asText()).isEqualTo("Did you mean offset?");
    HttpResponse<String> far = server.get("/streams/orders/events?speed=3");
    assertProblem(far, 400, "http.parameter.unknown");
    assertThat(json(far).path("mend").asText()).isEqualTo("Remove it; there is from.");
    HttpResponse<String> none = server.get("/streams?limit=3");
    assertProblem(none, 400, "http.parameter.unknown");
    assertThat(json(none).path("detail").asText()).isEqualTo("There is no query parameter limit.");
    assertThat(json(none).path("mend").asText()).isEqualTo("Remove it; there are none here.");
  }

  @Test
  void recordsComeWithAllThatTheyHave() {
    String event = "{\"shopper\":{\"id\":\"s-17\"},\n\"total\":10.00}";
    HttpResponse<String> stored =
        server.post("/streams/orders", "application/json", event, "X-Request-Id", "r1");
    int partition = json(stored).path("positions").get(0).path("partition").asInt();

    HttpResponse<String> answer = server.get("/streams/orders/partitions/" + partition);

    JsonNode page = json(answer);
    assertThat(page.path("next").asLong()).isEqualTo(1);
    assertThat(page.path("nextOffset").asLong()).isEqualTo(1);
    JsonNode record = page.path("records").get(0);
    assertThat(record.path("offset").asLong()).isZero();
    assertThat(record.path("timestamp").asLong()).isPositive();
    assertThat(record.path("key").asText()).isEqualTo("s-17");
    assertThat(record.path("headers").get(0).path("name").asText()).isEqualTo("X-Request-Id");
    assertThat(record.path("headers").get(0).path("value").asText()).isEqualTo("r1");
    assertThat(record.path("encoding").asText()).isEqualTo("json");
    assertThat(answer.body()).contains("\"total\":10.00");
  }

  @Test
  void aValueIsJsonOrTextOrBase64() {
    server.post("/streams/blobs", BYTES, "[1, 2]");
    server.post("/streams/blobs", BYTES, "hello {");
    server.post("/streams/blobs", BYTES, new byte[] {(byte) 0xc0, (byte) 0xaf});
    server.post("/streams/blobs", BYTES, "{} {}");

    JsonNode records = json(server.get("/streams/blobs/partitions/0")).path("records");

    assertThat(records.findValuesAsText("encoding"))
        .containsExactly("json", "text", "base64", "text");
    assertThat(records.get(0).path("value").get(1).asInt()).isEqualTo(2);
    assertThat(records.get(1).path("value").asText()).isEqualTo("hello {");
    assertThat(records.get(2).path("value").asText()).isEqualTo("wK8=");
  }

  @Test
  void aPageStartsAndEndsWhereItIsAskedTo() {
    server.post("/streams/blobs", "application/x-ndjson", "0\n1\n2\n3\n4");

    JsonNode page = json(server.get("/streams/blobs/partitions/0?offset=1&limit=2"));

    assertThat(page.path("records").findValuesAsText("value")).containsExactly("1", "2");
    assertThat(page.path("nextOffset").asLong()).isEqualTo(3);
  }

  @Test
  void anOffsetBeyondTheEndIsRefused() {
    server.post("/streams/blobs", "application/x-ndjson", "0\n1\n2");

    HttpResponse<String> beyond = server.get("/streams/blobs/partitions/0?offset=4");

    assertProblem(beyond, 416, "http.offset.beyond-end");
    assertThat(json(beyond).path("detail").asText())
        .isEqualTo("blobs/0 ends at 3, and 4 is beyond it.");
    JsonNode end = json(server.get("/streams/blobs/partitions/0?offset=3"));
    assertThat(end.path("nextOffset").asLong()).isEqualTo(3);
  }

  @Test
  void theOffsetThatAPageNamesIsNeverBeyondTheEnd() {
    GatedBackend backend = new GatedBackend();
    backend.gate.complete(null);
    try (TestingServer withMarks = new TestingServer(new TestingHttpConfig(), backend)) {
      withMarks.post("/streams/blobs", BYTES, "0");
      backend.marks.set(1);

      JsonNode empty = json(withMarks.get("/streams/blobs/partitions/0?offset=1"));

      assertThat(empty.path("nextOffset").asLong()).isEqualTo(2);
      assertThat(withMarks.get("/streams/blobs/partitions/0?offset=2").statusCode()).isEqualTo(200);
      assertProblem(
          withMarks.get("/streams/blobs/partitions/0?offset=3"), 416, "http.offset.beyond-end");
    }
  }

  @Test
  void streamsAreListedWithWhatTheyHold() {
    server.post("/streams/blobs", BYTES, "x");

    JsonNode all = json(server.get("/streams")).path("streams");
    JsonNode one = json(server.get("/streams/blobs"));

    assertThat(all.findValuesAsText("name")).containsExactly("orders", "views", "blobs");
    assertThat(all.findValuesAsText("format")).containsExactly("json", "json", "bytes");
    assertThat(one.path("partitions").get(0).path("next").asLong()).isEqualTo(1);
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertProblem(server.get("/streams/none"), 404, "http.stream.unknown");
    assertProblem(server.get("/streams/views/partitions/2"), 404, "http.partition.unknown");
    assertProblem(server.get("/streams/views/partitions/x"), 404, "http.partition.unknown");
    assertProblem(
        server.get("/streams/views/partitions/0?offset=-1"), 400, "http.parameter.malformed");
    assertProblem(
        server.get("/streams/views/partitions/0?limit=1001"), 400, "http.parameter.malformed");
  }
}
