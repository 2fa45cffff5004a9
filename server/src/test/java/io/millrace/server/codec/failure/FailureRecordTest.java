package io.millrace.server.codec.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.Headers;
import io.millrace.server.codec.Codecs;
import io.millrace.server.codec.StreamCodec;
import io.millrace.server.codec.body.CodecException;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.topology.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureRecordTest {

  private static final Format JSON = new Format.Json(Set.of());
  private static final int ROOMY = 1 << 20;

  private static final Failures MISSING =
      Failures.of(
          Failure.rejected("field.missing", FieldPath.of("shopper.ip"), "shopper.ip is missing"));

  private static final FailureSource SOURCE =
      new FailureSource(
          "production",
          "mill-1",
          "0.1.0",
          "check-orders",
          "geo",
          "simple-enricher",
          "1.0",
          Attempted.ENRICH);

  private static Path schemaFile() {
    return Path.of(System.getProperty("millrace.root"), "schemas", "failure.avsc");
  }

  private static FailureRecord failure(StreamRecord original, Failures failures) {
    Instant at = Instant.parse("2015-07-03T12:01:35.250Z");
    return new FailureRecord(SOURCE, at, Codecs.AT, original, null, 1, failures);
  }

  private static StreamRecord original(
      byte @Nullable [] key, List<Headers.Header> headers, byte @Nullable [] value) {
    RecordHeaders encoded = RecordHeaders.of(Headers.of(headers));
    return new StreamRecord(428, 1_435_924_894_000L, bytes(key), encoded, bytes(value));
  }

  private static @Nullable Bytes bytes(byte @Nullable [] bytes) {
    return bytes == null ? null : Bytes.of(bytes);
  }

  private static byte[] encode(FailureRecord failure, Format format, int most) {
    ByteSink out = new ByteSink(16);
    new FailureRecordEncoder(format, most).encode(failure, out);
    return out.toBytes().toArray();
  }

  private static JsonNode json(FailureRecord failure, int most) throws IOException {
    byte[] bytes = encode(failure, JSON, most);
    assertThat(Codecs.decode(Codecs.json(), bytes).isRight()).isTrue();
    return new ObjectMapper().readTree(bytes);
  }

  private static GenericRecord avro(FailureRecord failure, int most) throws IOException {
    Schema schema = new Schema.Parser().parse(Files.readString(schemaFile()));
    Format raw = new Format.Avro(schemaFile(), Format.Framing.RAW);
    byte[] bytes = encode(failure, raw, most);
    var decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    GenericRecord read = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
    assertThat(decoder.isEnd()).isTrue();
    return read;
  }

  @Property(tries = 500)
  void theOriginalComesBackFromJson(@ForAll byte[] key, @ForAll byte[] header, @ForAll byte[] value)
      throws IOException {
    List<Headers.Header> headers =
        List.of(new Headers.Header("a", header), new Headers.Header("a", null));

    JsonNode original =
        json(failure(original(key, headers, value), MISSING), ROOMY).get("original");

    assertThat(content(original.get("key"))).isEqualTo(key);
    assertThat(content(original.get("value"))).isEqualTo(value);
    assertThat(content(original.at("/headers/0/value"))).isEqualTo(header);
    assertThat(original.at("/headers/1/value").isNull()).isTrue();
  }

  @Property(tries = 500)
  void textStaysReadable(@ForAll String text) throws IOException {
    byte[] value = text.getBytes(UTF_8);

    JsonNode read = json(failure(original(null, List.of(), value), MISSING), ROOMY);

    assertThat(read.at("/original/value/encoding").asText()).isEqualTo("text");
    assertThat(content(read.at("/original/value"))).isEqualTo(value);
    assertThat(read.at("/original/key").isNull()).isTrue();
  }

  @Test
  void aTextThatEscapesWouldSwellIsBase64() throws IOException {
    byte[] value = "\u0001".repeat(2_000_000).getBytes(UTF_8);

    JsonNode read = json(failure(original(null, List.of(), value), MISSING), 4_000_000);

    assertThat(read.at("/original/value/encoding").asText()).isEqualTo("base64");
    assertThat(content(read.at("/original/value"))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(ints = {15_000, 1_100_000})
  void aTextThatDoesNotFitIsBase64IfThatDoes(int length) throws IOException {
    byte[] value = "\"".repeat(length).getBytes(UTF_8);
    byte[] key = "key".getBytes(UTF_8);

    JsonNode read = json(failure(original(key, List.of(), value), MISSING), length * 3 / 2);

    assertThat(read.at("/original/value/encoding").asText()).isEqualTo("base64");
    assertThat(content(read.at("/original/value"))).isEqualTo(value);
    assertThat(read.at("/original/key/encoding").asText()).isEqualTo("text");
  }

  private static byte[] content(JsonNode content) {
    String data = content.get("data").asText();
    return content.get("encoding").asText().equals("text")
        ? data.getBytes(UTF_8)
        : Base64.getDecoder().decode(data);
  }

  @Property(tries = 500)
  void theOriginalComesBackFromAvro(@ForAll byte[] key, @ForAll byte[] header, @ForAll byte[] value)
      throws IOException {
    List<Headers.Header> headers = List.of(new Headers.Header("a", header));

    GenericRecord read = avro(failure(original(key, headers, value), MISSING), ROOMY);

    GenericRecord original = (GenericRecord) read.get("original");
    assertThat(original.get("key")).isEqualTo(ByteBuffer.wrap(key));
    assertThat(original.get("value")).isEqualTo(ByteBuffer.wrap(value));
    GenericRecord first = (GenericRecord) ((List<?>) original.get("headers")).get(0);
    assertThat(first.get("value")).isEqualTo(ByteBuffer.wrap(header));
  }

  @Test
  void bothFormatsSayTheSame() throws IOException {
    StreamRecord original = original("k".getBytes(UTF_8), List.of(), null);
    FailureRecord failure =
        failure(original, Failures.of(MISSING.first().with("expected", "an address")));
    JsonNode json = json(failure, ROOMY);
    GenericRecord avro = avro(failure, ROOMY);

    for (String field :
        List.of(
            "id",
            "sentence",
            "environment",
            "host",
            "server_version",
            "pipeline",
            "stage",
            "plugin",
            "plugin_version",
            "attempted",
            "attempt",
            "failures_omitted")) {
      assertThat(json.get(field).asText()).isEqualTo(avro.get(field).toString());
    }
    GenericRecord event = (GenericRecord) avro.get("event");
    for (String field : List.of("stream", "partition", "offset", "id", "key")) {
      assertThat(json.get("event").get(field).asText()).isEqualTo(event.get(field).toString());
    }
    assertThat(json.get("failures").toString())
        .isEqualTo(
            "[{\"kind\":\"REJECTED\",\"code\":\"field.missing\",\"message\":\"shopper.ip is"
                + " missing\",\"field\":\"shopper.ip\",\"attributes\":{\"expected\":\"an"
                + " address\"}}]");
    assertThat(avro.get("failures").toString().replace(": ", ":").replace(", ", ","))
        .isEqualTo(json.get("failures").toString());
    assertThat(json.at("/event/recorded_at").asText()).isEqualTo("2015-07-03T12:01:34Z");
    assertThat(event.get("recorded_at")).isEqualTo(1_435_924_894_000L);
    assertThat(json.at("/original/value").isNull()).isTrue();
    assertThat(((GenericRecord) avro.get("original")).get("value")).isNull();
  }

  @Test
  void theSentenceIsForPeople() {
    StreamRecord original = original(null, List.of(), new byte[0]);
    assertThat(FailureSentence.of(failure(original, MISSING)))
        .isEqualTo(
            "At 2015-07-03T12:01:35Z, in production, simple-enricher 1.0 failed to enrich"
                + " raw-orders/0@428 because shopper.ip is missing.");
    Failure other = Failure.rejected("x", "the total is negative. ");
    assertThat(FailureSentence.of(failure(original, MISSING.and(Failures.of(other)))))
        .endsWith(" because shopper.ip is missing; and the total is negative.");
    assertThat(FailureSentence.of(failure(original, Failures.of(Collections.nCopies(7, other)))))
        .endsWith("; the total is negative; and 2 more reasons.");
  }

  @Test
  void theEventsOwnIdAndTimeAreGiven() throws IOException {
    StreamCodec codec = StreamCodec.of(Codecs.stream(JSON, null, "a", "b"));
    byte[] value = "{\"a\":\"e-1\",\"b\":1000}".getBytes(UTF_8);
    StreamRecord original = original(null, List.of(), value);
    FailureRecord failure =
        new FailureRecord(
            SOURCE,
            Instant.EPOCH,
            Codecs.AT,
            original,
            codec.decode(Codecs.AT, original).get(),
            3,
            MISSING);

    assertThat(json(failure, ROOMY).get("event").toString())
        .isEqualTo(
            "{\"stream\":\"raw-orders\",\"partition\":0,\"offset\":428,\"id\":\"e-1\",\"key\":null,"
                + "\"recorded_at\":\"2015-07-03T12:01:34Z\",\"effective_at\":\"1970-01-01T00:00:01Z\"}");
    assertThat(((GenericRecord) avro(failure, ROOMY).get("event")).get("effective_at"))
        .isEqualTo(1_000_000L);
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    byte[] value = new byte[100_000];
    FailureRecord failure = failure(original("key".getBytes(UTF_8), List.of(), value), MISSING);
    JsonNode read = json(failure, 50_000);

    assertThat(read.at("/original/value").toString())
        .isEqualTo(
            "{\"encoding\":\"omitted\",\"size\":100000,\"sha256\":"
                + "\""
                + FailureDetail.sha256(Bytes.of(value))
                + "\"}");
    assertThat(content(read.at("/original/key"))).isEqualTo("key".getBytes(UTF_8));
    Object omitted = ((GenericRecord) avro(failure, 50_000).get("original")).get("value");
    assertThat(((GenericRecord) omitted).get("size")).isEqualTo(100_000L);
  }

  @Test
  void whateverItHoldsItFits() throws IOException {
    String large = "\u0000".repeat(200_000);
    List<Headers.Header> headers =
        IntStream.range(0, 5_000)
            .mapToObj(i -> new Headers.Header("n" + i, new byte[100]))
            .toList();
    Failure failure =
        Failure.rejected("x", FieldPath.ofNames(large), large + "\ud800").with(large, large);
    FailureRecord record =
        failure(
            original(large.getBytes(UTF_8), headers, large.getBytes(UTF_8)),
            Failures.of(Collections.nCopies(1_000, failure)));

    assertThat(encode(record, JSON, 16_384)).hasSizeLessThan(16_384);
    assertThat(json(record, 16_384).at("/original/headers_omitted").asInt()).isEqualTo(5_000);
    assertThat(json(record, 16_384).at("/failures_omitted").asInt()).isEqualTo(999);
    assertThat(avro(record, 16_384).get("failures_omitted")).isEqualTo(999);
    assertThat(json(record, 4 << 20).at("/failures").size()).isEqualTo(100);
  }

  @Test
  void anAvroStreamOfAnotherSchemaIsRefused() throws IOException {
    Path other = Files.createTempFile("other", ".avsc");
    Files.writeString(other, "{\"type\":\"string\"}");
    Format avro = new Format.Avro(other, Format.Framing.RAW);

    assertThatThrownBy(() -> new FailureRecordEncoder(avro, ROOMY))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("schemas/failure.avsc");
    Files.delete(other);
  }

  @Test
  void aSingleObjectIsReadByTheAvroCodec() {
    Format avro = new Format.Avro(schemaFile(), Format.Framing.SINGLE_OBJECT);
    byte[] bytes = encode(failure(original(null, List.of(), new byte[] {1}), MISSING), avro, ROOMY);

    var event = Codecs.decode(StreamCodec.of(Codecs.stream(avro)), bytes).get();

    assertThat(event.text(FieldPath.of("attempted")).get()).isEqualTo("enrich");
    assertThat(event.text(FieldPath.of("at")).get()).isEqualTo("2015-07-03T12:01:35.250Z");
    assertThat(event.bytes(FieldPath.of("original.value")).get()).containsExactly(1);
  }
}
