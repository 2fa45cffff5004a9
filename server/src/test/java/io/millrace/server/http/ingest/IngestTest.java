package io.millrace.server.http.ingest;

import static io.millrace.server.http.TestingServer.assertProblem;
import static io.millrace.server.http.TestingServer.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.server.http.TestingHttpConfig;
import io.millrace.server.http.TestingServer;
import io.millrace.server.metrics.Meters;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.stream.memory.MemoryBackend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IngestTest {

  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";

  private final MemoryBackend backend = new MemoryBackend(1 << 20);
  private final TestingServer server =
      new TestingServer(new TestingHttpConfig().maxBody(2 << 20).maxPending(8 << 20), backend);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void oneEventIsStoredAsItCameAndItsPositionAnswered() {
    String event = "{ \"shopper\": {\"id\": \"s-17\"},\n \"total\": 10.00 }";

    HttpResponse<String> answer = server.post("/streams/orders", JSON, event, "X-Request-Id", "r1");

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode position = json(answer).path("positions").get(0);
    assertThat(position.path("stream").asText()).isEqualTo("orders");
    assertThat(position.path("offset").asLong()).isZero();
    assertThat(position.has("count")).isFalse();
    StreamRecord record = server.records("orders").get(0);
    assertThat(record.value().toText()).isEqualTo(event);
    assertThat(record.key().toText()).isEqualTo("s-17");
    assertThat(record.headers().decode().text("X-Request-Id")).hasValue("r1");
  }

  @Test
  void oneKeyStaysInOnePartition() {
    for (int i = 0; i < 5; i++) {
      server.post("/streams/orders", JSON, "{\"shopper\":{\"id\":\"s-17\"},\"n\":" + i + "}");
    }

    HttpResponse<String> answer =
        server.post("/streams/orders", JSON, "{\"shopper\":{\"id\":\"s-17\"},\"n\":5}");

    assertThat(json(answer).path("positions").get(0).path("offset").asLong()).isEqualTo(5);
  }

  @Test
  void anArrayIsTakenApart() {
    HttpResponse<String> answer =
        server.post("/streams/views", JSON, " [ {\"n\": 1.50} , [2] ,\"three\", 4]");

    JsonNode position = json(answer).path("positions").get(0);
    assertThat(position.path("count").asInt()).isEqualTo(4);
    assertThat(server.values("views")).containsExactly("{\"n\": 1.50}", "[2]", "\"three\"", "4");
  }

  @Test
  void aMalformedArrayIsRefusedWhole() {
    assertProblem(server.post("/streams/views", JSON, "[1,2"), 400, "http.array.malformed");
    assertThat(server.values("views")).isEmpty();
  }

  @Test
  void linesAreStoredAsTheyCameBlankOnesLeftOut() {
    HttpResponse<String> answer =
        server.post("/streams/views", LINES, "{\"a\":1}\r\n\n  \n{broken\n{\"b\": 2}");

    assertThat(json(answer).path("positions").get(0).path("count").asInt()).isEqualTo(3);
    assertThat(server.values("views")).containsExactly("{\"a\":1}", "{broken", "{\"b\": 2}");
  }

  @Test
  void aMalformedEventIsStoredForThePipelineToJudge() {
    HttpResponse<String> answer = server.post("/streams/orders", JSON, "{\"shopper\":");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(server.values("orders")).containsExactly("{\"shopper\":");
  }

  @Test
  void bytesAreOneRecord() {
    byte[] blob = {0, 10, (byte) 0xff, 13};

    assertThat(server.post("/streams/blobs", "application/octet-stream", blob).statusCode())
        .isEqualTo(200);

    assertThat(server.records("blobs").get(0).value().toArray()).isEqualTo(blob);
  }

  @Test
  void requestsWithoutAKeyGoAround() {
    for (int i = 0; i < 4; i++) {
      server.post("/streams/views", JSON, "[" + i + "," + i + "]");
    }

    assertThat(server.values("views")).containsExactly("0", "0", "2", "2", "1", "1", "3", "3");
  }

  @Test
  void gzipIsInflated() throws IOException {
    byte[] packed = gzip("{\"n\":1}\n{\"n\":2}\n".getBytes(UTF_8));

    server.post("/streams/views", LINES, packed, "Content-Encoding", "gzip");

    assertThat(server.values("views")).containsExactly("{\"n\":1}", "{\"n\":2}");
  }

  @Test
  void membersOfAGzipAreOneBodyAndJunkBehindThemIsRefused() throws IOException {
    byte[] first = gzip("{\"n\":1}\n".getBytes(UTF_8));
    byte[] both = join(first, gzip("{\"n\":2}\n".getBytes(UTF_8)));

    HttpResponse<String> taken =
        server.post("/streams/views", LINES, both, "Content-Encoding", "gzip");

    assertThat(taken.statusCode()).isEqualTo(200);
    for (String junk : List.of("x", "junk that is longer than the head of a member has to be")) {
      assertProblem(
          server.post(
              "/streams/views",
              LINES,
              join(both, junk.getBytes(UTF_8)),
              "Content-Encoding",
              "gzip"),
          400,
          "http.gzip.malformed");
    }
    assertThat(server.values("views")).containsExactly("{\"n\":1}", "{\"n\":2}");
  }

  @Test
  void aGzipThatEndsTooEarlyIsToldToDoSo() throws IOException {
    byte[] packed = gzip("{\"n\":1}\n".getBytes(UTF_8));

    for (int length : new int[] {5, packed.length - 3}) {
      byte[] start = Arrays.copyOf(packed, length);
      HttpResponse<String> refused =
          server.post("/streams/views", LINES, start, "Content-Encoding", "gzip");
      assertProblem(refused, 400, "http.gzip.malformed");
      assertThat(json(refused).path("detail").asText())
          .isEqualTo("The body is no gzip: it ends before its end is reached");
    }
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Test
  void jsonIsUtf8() {
    assertProblem(
        server.post("/streams/views", "application/json; charset=utf-16", "1"),
        415,
        "http.charset");
    assertProblem(
        server.post("/streams/views", "application/x-ndjson;charset=\"latin1\"", "1"),
        415,
        "http.charset");
    assertThat(server.post("/streams/views", "application/json; Charset=UTF-8", "1").statusCode())
        .isEqualTo(200);
  }

  @Test
  void anAnswerEndsWithALine() {
    assertThat(server.post("/streams/views", JSON, "1").body()).endsWith("]}\n");
    assertThat(server.post("/streams/none", JSON, "1").body()).endsWith("}\n");
    assertThat(server.get("/streams").body()).endsWith("}\n");
    assertThat(server.get("/streams/views/partitions/0?offset=0").body()).endsWith("}\n");
  }

  @Test
  void moreEventsThanARequestMayHoldAreRefused() {
    String most = "1\n".repeat(Payload.MOST_EVENTS);

    assertThat(server.post("/streams/views", LINES, most).statusCode()).isEqualTo(200);
    assertProblem(server.post("/streams/views", LINES, most + "1\n"), 413, "http.events.too-many");
    assertProblem(
        server.post("/streams/views", JSON, "[" + "1,".repeat(Payload.MOST_EVENTS) + "1]"),
        413,
        "http.events.too-many");
    assertThat(server.values("views")).hasSize(Payload.MOST_EVENTS);
  }

  @Test
  void aGzipBombIsRefused() throws IOException {
    byte[] bySize = gzip(new byte[3 << 20]);
    byte[] byRatio = gzip(new byte[1 << 20]);

    assertProblem(
        server.post("/streams/blobs", "", byRatio, "Content-Encoding", "gzip"),
        413,
        "http.body.ratio");
    assertThat(server.post("/streams/blobs", "", bySize, "Content-Encoding", "gzip").statusCode())
        .isEqualTo(413);
    assertThat(server.values("blobs")).isEmpty();
  }

  @Test
  void aBrokenGzipIsRefused() throws IOException {
    byte[] packed = gzip("{\"n\":1}".getBytes(UTF_8));
    byte[] cut = Arrays.copyOf(packed, packed.length - 5);

    assertProblem(
        server.post("/streams/views", JSON, cut, "Content-Encoding", "gzip"),
        400,
        "http.gzip.malformed");
    assertThat(server.values("views")).isEmpty();
  }

  /** Zstandard is not inflated, so a bomb in it is not either; its magic number opens this one. */
  @Test
  void anEncodingThatIsNotKnownIsRefusedWithTheOnesThatAre() {
    byte[] zstd = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0x00, 0x00};
    for (String encoding : List.of("zstd", "br", "deflate", "gzip, gzip")) {
      HttpResponse<String> answer =
          server.post("/streams/blobs", "", zstd, "Content-Encoding", encoding);
      assertProblem(answer, 415, "http.content-encoding");
      assertThat(answer.headers().firstValue("Accept-Encoding")).hasValue("gzip, identity");
      assertThat(answer.body())
          .contains("The content encoding " + encoding + " is not known.", "gzip");
    }
    assertThat(server.values("blobs")).isEmpty();
    assertThat(server.post("/streams/blobs", "", zstd).statusCode()).isEqualTo(200);
    assertThat(server.values("blobs")).hasSize(1);
  }

  @Test
  void whatCannotBeTakenIsRefusedWithACode() {
    assertProblem(server.post("/streams/nowhere", JSON, "{}"), 404, "http.stream.unknown");
    assertProblem(server.post("/streams/views", JSON, " \n"), 400, "http.body.empty");
    assertProblem(server.post("/streams/views", JSON, "[]"), 400, "http.body.empty");
    assertProblem(server.post("/streams/views", "text/html", "x"), 415, "http.content-type");
    assertProblem(
        server.post("/streams/views", "application/octet-stream", "x"), 415, "http.content-type");
    assertProblem(server.post("/nowhere", JSON, "{}"), 404, "http.path.unknown");
    assertProblem(server.post("/streams/views?key=1", JSON, "{}"), 400, "http.parameter.unknown");
    HttpResponse<String> wrongMethod = server.post("/metrics", JSON, "{}");
    assertProblem(wrongMethod, 405, "http.method");
    assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("GET");
  }

  /** A small body that would become 1.5 GB: each record has a copy of the header. */
  @Test
  void aHeaderThatIsKeptCountsForEachEvent() {
    String id = "x".repeat(15_000);

    HttpResponse<String> refused =
        server.post("/streams/orders", LINES, "1\n".repeat(100_000), "X-Request-Id", id);

    assertProblem(refused, 413, "http.body.too-large");
    assertThat(server.metrics.scrape(null).text()).contains("http_pending_bytes 0.0");
    assertThat(server.records("orders")).isEmpty();
    String few = "1\n".repeat(100);
    assertThat(server.post("/streams/orders", LINES, few, "X-Request-Id", id).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aBodyLargerThanTheLimitIsRefused() {
    assertProblem(
        server.post("/streams/blobs", "application/octet-stream", new byte[(2 << 20) + 1]),
        413,
        "http.body.too-large");
  }

  @Test
  void aRecordThatTheBackendCannotStoreIsRefused() {
    assertProblem(
        server.post("/streams/blobs", "application/octet-stream", new byte[1 << 20]),
        413,
        "http.record.too-large");
    assertThat(server.values("blobs")).isEmpty();
  }

  @Test
  void aBackendThatIsAwaySaysWhenToComeAgain() {
    backend.breakDown(new BackendException(BackendException.Kind.UNAVAILABLE, "the disk is full"));

    HttpResponse<String> answer = server.post("/streams/views", JSON, "{}");

    assertProblem(answer, 503, "backend.unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    backend.recover();
    assertThat(server.post("/streams/views", JSON, "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsAcknowledgedIsCounted() {
    server.post("/streams/views", JSON, "[1,22,333]");

    assertThat(server.metrics.counter(Meters.INGESTED_RECORDS, "views").sum()).isEqualTo(3);
    assertThat(server.metrics.counter(Meters.INGESTED_BYTES, "views").sum()).isEqualTo(6);
    assertThat(server.metrics.counter(Meters.HTTP_REQUESTS, "POST /streams/{stream}", "200").sum())
        .isEqualTo(1);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
