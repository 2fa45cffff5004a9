package io.millrace.server.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.codec.avro.AvroSchemas;
import io.millrace.server.codec.body.CodecException;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.topology.Format;
import io.vavr.control.Either;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AvroCodecTest {

  private static final Path FILE = everything();

  private final Schema schema = AvroSchemas.read(FILE);
  private final StreamCodec raw = codec(Format.Framing.RAW);
  private final StreamCodec single = codec(Format.Framing.SINGLE_OBJECT);

  private static Path everything() {
    try {
      return Path.of(AvroCodecTest.class.getResource("/codec/everything.avsc").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static StreamCodec codec(Format.Framing framing) {
    return StreamCodec.of(Codecs.stream(new Format.Avro(FILE, framing)));
  }

  private static Map<String, @Nullable Object> values() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("bool", true);
    values.put("small", -5L);
    values.put("large", Long.MIN_VALUE);
    values.put("single", new BigDecimal("0.1"));
    values.put("double", new BigDecimal("0.1"));
    values.put("text", "é😀");
    values.put("bytes", new byte[] {0, 1});
    values.put("fixed", new byte[] {1, 2, 3, 4});
    values.put("kind", "TWO");
    values.put("maybe", null);
    values.put("either", Map.of("n", 3L));
    values.put("numbers", List.of(1L, 2L));
    values.put("texts", Map.of("k", "v"));
    values.put("price", new BigDecimal("-12.50"));
    values.put("fixed_price", new BigDecimal("-12.50"));
    values.put("millis", 1_435_924_895_123L);
    values.put("micros", "2015-07-03T12:01:35.123456Z");
    values.put("local", "2015-07-03T12:01:35.123456");
    values.put("date", "2015-07-03");
    values.put("time", "12:01:35.123");
    values.put("uuid", "7f3c1e52-4c1b-4ad1-9d8a-0b1f5e2c9a10");
    values.put("unknown", 9L);
    return values;
  }

  private static byte[] write(StreamCodec codec, @Nullable Object body) {
    return Codecs.encode(codec, opaque().with(FieldPath.ROOT, body));
  }

  private static Event opaque() {
    return Codecs.decode(StreamCodec.of(Codecs.stream(new Format.Opaque())), new byte[0]).get();
  }

  private static Failure refusal(StreamCodec codec, @Nullable Object body) {
    ByteSink out = new ByteSink(16);
    Failure failure = codec.encode(opaque().with(FieldPath.ROOT, body), out).orElseThrow().first();
    assertThat(out.length()).isZero();
    return failure;
  }

  @Test
  void everyTypeComesBack() {
    Event event = Codecs.decode(raw, write(raw, values())).get();

    values()
        .forEach(
            (name, value) ->
                assertThat(event.value(FieldPath.ofNames(name)).get()).as(name).isEqualTo(value));
    assertThat(event.instant(FieldPath.of("millis")).get())
        .isEqualTo(Instant.parse("2015-07-03T12:01:35.123Z"));
    assertThat(event.instant(FieldPath.of("micros")).get())
        .isEqualTo(Instant.parse("2015-07-03T12:01:35.123456Z"));
  }

  @Test
  void avrosOwnReaderAndWriterAgree() throws IOException {
    byte[] ours = write(raw, values());
    assertThat(rewritten(ours)).isEqualTo(ours);

    GenericRecord message =
        new BinaryMessageDecoder<GenericRecord>(GenericData.get(), schema)
            .decode(write(single, values()));
    assertThat(message.get("text")).hasToString("é😀");
    assertThat(message.get("kind")).hasToString("TWO");
  }

  private byte[] rewritten(byte[] datum) throws IOException {
    Object read =
        new GenericDatumReader<>(schema)
            .read(null, DecoderFactory.get().binaryDecoder(datum, null));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(read, encoder);
    return out.toByteArray();
  }

  @Property(tries = 300)
  void valuesComeBackAndAvroAgrees(
      @ForAll long large,
      @ForAll int small,
      @ForAll double floating,
      @ForAll List<Long> numbers,
      @ForAll byte[] bytes)
      throws IOException {
    Map<String, @Nullable Object> values = values();
    values.put("large", large);
    values.put("small", (long) small);
    values.put("double", BigDecimal.valueOf(floating));
    values.put("numbers", numbers);
    values.put("bytes", bytes);
    byte[] written = write(raw, values);

    Event event = Codecs.decode(raw, written).get();

    assertThat(rewritten(written)).isEqualTo(written);
    assertThat(event.integer(FieldPath.of("large")).get()).isEqualTo(large);
    assertThat(event.integer(FieldPath.of("small")).get()).isEqualTo(small);
    assertThat(event.decimal(FieldPath.of("double")).get().doubleValue()).isEqualTo(floating);
    assertThat(event.list(FieldPath.of("numbers")).get()).isEqualTo(numbers);
    assertThat(event.bytes(FieldPath.of("bytes")).get()).isEqualTo(bytes);
    assertThat(Codecs.encode(raw, event)).isEqualTo(written);
  }

  @Test
  void untouchedBytesPassAndChangedOnesAreWritten() {
    byte[] value = write(single, values());
    Event event = Codecs.decode(single, value).get();

    assertThat(Codecs.encode(single, event)).isEqualTo(value);
    assertThat(Codecs.encode(raw, event)).isEqualTo(Arrays.copyOfRange(value, 10, value.length));
    assertThat(Codecs.encode(StreamCodec.of(Codecs.stream(new Format.Opaque())), event))
        .isEqualTo(value);
    Event changed = event.with(FieldPath.of("text"), "x").with(FieldPath.of("numbers[1]"), 7);
    Event read = Codecs.decode(single, Codecs.encode(single, changed)).get();
    assertThat(read.text(FieldPath.of("text")).get()).isEqualTo("x");
    assertThat(read.list(FieldPath.of("numbers")).get()).isEqualTo(List.of(1L, 7L));
    assertThat(
            Codecs.encode(
                single,
                changed.with(FieldPath.of("text"), "é😀").with(FieldPath.of("numbers[1]"), 2)))
        .isEqualTo(value);
  }

  @Test
  void aRecordStaysInItsBranchOfAUnion() {
    byte[] value = write(raw, values());
    int branch = indexOfEither(value);
    value[branch] = 2;
    byte[] second = insert(value, branch + 2, (byte) 0);
    Event event = Codecs.decode(raw, second).get();

    Event changed = event.with(FieldPath.of("either.n"), 4);

    byte[] written = Codecs.encode(raw, changed);
    assertThat(written[branch]).isEqualTo((byte) 2);
    assertThat(written[branch + 1]).isEqualTo((byte) 8);
    assertThat(written).hasSameSizeAs(second);
  }

  /** The branch 0 and then the long 3, behind the null of "maybe". */
  private static int indexOfEither(byte[] value) {
    for (int i = 0; i < value.length - 2; i++) {
      if (value[i] == 2 && value[i + 1] == 0 && value[i + 2] == 0 && value[i + 3] == 6) {
        return i + 2;
      }
    }
    throw new AssertionError();
  }

  private static byte[] insert(byte[] bytes, int at, byte b) {
    byte[] longer = new byte[bytes.length + 1];
    System.arraycopy(bytes, 0, longer, 0, at);
    longer[at] = b;
    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
    return longer;
  }

  @Test
  void whatDoesNotFitTheSchemaIsNamed() {
    assertThat(refused("small", 1L << 31))
        .isEqualTo("avro.mismatch small is a number that does not fit int");
    assertThat(refused("kind", "THREE"))
        .isEqualTo("avro.mismatch kind is a text that does not fit enum Kind");
    assertThat(refused("maybe", 1L))
        .isEqualTo("avro.mismatch maybe is a number that does not fit string");
    assertThat(refused("numbers", List.of(1L, "x")))
        .isEqualTo("avro.mismatch numbers[1] is a text that does not fit long");
    assertThat(refused("price", new BigDecimal("1.005")))
        .isEqualTo("avro.mismatch price is a number that does not fit bytes (decimal)");
    assertThat(refused("price", new BigDecimal("1e1000000000"))).startsWith("avro.mismatch price");
    assertThat(refused("large", new BigDecimal("1e1000000000"))).startsWith("avro.mismatch large");
    assertThat(refused("millis", "2015-07-03T12:01:35.123456Z")).startsWith("avro.mismatch millis");
    assertThat(refused("fixed", new byte[3])).startsWith("avro.mismatch fixed");
    assertThat(refused("extra", 1L))
        .isEqualTo("avro.unknown extra is no field of the schema test.Everything");
    Map<String, @Nullable Object> values = values();
    values.remove("text");
    Failure missing = refusal(raw, values);
    assertThat(missing.code()).isEqualTo("avro.missing");
    assertThat(missing.field()).contains(FieldPath.of("text"));
    assertThat(refusal(raw, "x").message()).startsWith("the body is a text");
  }

  private String refused(String field, Object value) {
    Map<String, @Nullable Object> values = values();
    values.put(field, value);
    Failure failure = refusal(raw, values);
    return failure.code() + " " + failure.message();
  }

  @Test
  void defaultsAreWritten() {
    Map<String, @Nullable Object> values = values();
    values.remove("unknown");
    values.remove("maybe");
    Event event = Codecs.decode(raw, write(raw, values)).get();

    assertThat(event.integer(FieldPath.of("unknown")).get()).isEqualTo(7);
    assertThat(event.value(FieldPath.of("maybe")).get()).isNull();
  }

  @Test
  void jsonBecomesAvroAndBack() throws IOException {
    Path file = Files.createTempFile("order", ".avsc");
    Files.writeString(
        file,
        """
        {"type": "record", "name": "Order", "fields": [
          {"name": "id", "type": "string"},
          {"name": "total", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}]},
          {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
          {"name": "items", "type": {"type": "array", "items": "string"}}]}
        """);
    StreamCodec avro = StreamCodec.of(Codecs.stream(new Format.Avro(file, Format.Framing.RAW)));
    Files.delete(file);
    Event event =
        Codecs.event(
            "{\"id\":\"o-1\",\"total\":12.5,\"at\":\"2015-07-03T12:01:35Z\",\"items\":[\"a\"]}");

    Event read = Codecs.decode(avro, Codecs.encode(avro, event)).get();

    assertThat(Codecs.encode(read))
        .isEqualTo(
            "{\"id\":\"o-1\",\"total\":12.50,\"at\":\"2015-07-03T12:01:35Z\",\"items\":[\"a\"]}");
  }

  @Test
  void anUnknownFingerprintIsItsOwnFailure() {
    byte[] value = write(single, values());
    value[5] ^= 1;
    assertThat(code(single, value)).isEqualTo("avro.fingerprint");
    assertThat(code(single, write(raw, values()))).isEqualTo("avro.malformed");
    assertThat(code(single, new byte[] {(byte) 0xc3, 1, 0})).isEqualTo("avro.malformed");
  }

  private static String code(StreamCodec codec, byte[] value) {
    Either<Failures, Event> decoded = Codecs.decode(codec, value);
    return decoded.isLeft() ? decoded.getLeft().first().code() : "none";
  }

  @Test
  void noBytesMakeItThrowOrHoldMoreThanTheyPayFor() {
    byte[] good = write(raw, values());
    assertThat(code(raw, Arrays.copyOf(good, good.length + 1))).isEqualTo("avro.malformed");
    for (int length = 0; length < good.length; length++) {
      assertThat(code(raw, Arrays.copyOf(good, length))).isEqualTo("avro.malformed");
    }
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      byte[] mutated = good.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      Either<Failures, Event> decoded = Codecs.decode(raw, mutated);
      if (decoded.isRight()) {
        assertThat(decoded.get().has(FieldPath.ROOT)).isTrue();
        assertThat(Codecs.encode(raw, decoded.get())).isEqualTo(mutated);
      }
    }
  }

  @Test
  void lengthsThatCannotBeAreRefused() throws IOException {
    String huge = "8080808010"; // 2^31
    String least = "ffffffffffffffffff01"; // -2^63
    assertThat(code("{\"type\":\"array\",\"items\":\"null\"}", huge + "00"))
        .isEqualTo("avro.malformed");
    assertThat(code("{\"type\":\"array\",\"items\":\"null\"}", "d00f00")).isEqualTo("none");
    assertThat(code("{\"type\":\"array\",\"items\":\"long\"}", huge)).isEqualTo("avro.malformed");
    assertThat(code("{\"type\":\"array\",\"items\":\"long\"}", least + "00"))
        .isEqualTo("avro.malformed");
    assertThat(code("{\"type\":\"array\",\"items\":\"long\"}", "0304020400")).isEqualTo("none");
    assertThat(code("{\"type\":\"map\",\"values\":\"null\"}", huge)).isEqualTo("avro.malformed");
    assertThat(code("\"string\"", huge)).isEqualTo("avro.malformed");
    assertThat(code("\"bytes\"", "01")).isEqualTo("avro.malformed");
    assertThat(code("\"bytes\"", least)).isEqualTo("avro.malformed");
    assertThat(code("\"string\"", "04c0af")).isEqualTo("avro.malformed");
    assertThat(code("\"int\"", huge)).isEqualTo("avro.malformed");
    assertThat(code("\"long\"", "ffffffffffffffffff02")).isEqualTo("avro.malformed");
    assertThat(code("\"null\"", "")).isEqualTo("none");
  }

  @Test
  void aRecursiveSchemaEndsAtItsLimit() throws IOException {
    String list =
        "{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"L\"]}]}";
    assertThat(code(list, "02".repeat(500) + "00")).isEqualTo("none");
    assertThat(code(list, "02".repeat(100_000) + "00")).isEqualTo("avro.malformed");
    String loop =
        "{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"next\",\"type\":\"L\"}]}";
    assertThat(code(loop, "")).isEqualTo("avro.malformed");
  }

  private static String code(String schema, String hex) throws IOException {
    Path file = Files.createTempFile("schema", ".avsc");
    Files.writeString(file, schema);
    StreamCodec codec = StreamCodec.of(Codecs.stream(new Format.Avro(file, Format.Framing.RAW)));
    Files.delete(file);
    return code(codec, java.util.HexFormat.of().parseHex(hex));
  }

  @Test
  void aSchemaThatCannotBeReadIsForTheOperator() throws IOException {
    Path file = Files.createTempFile("broken", ".avsc");
    Files.writeString(file, "{\"type\":");
    Format broken = new Format.Avro(file, Format.Framing.RAW);
    Format absent = new Format.Avro(Path.of("absent.avsc"), Format.Framing.RAW);

    assertThatThrownBy(() -> StreamCodec.of(Codecs.stream(broken)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> StreamCodec.of(Codecs.stream(absent)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("absent.avsc");
    Files.delete(file);
  }

  @Test
  void whatIsNoNumberHasAName() throws IOException {
    Map<String, @Nullable Object> values = values();
    values.put("double", "NaN");
    values.put("single", "-Infinity");
    Event event = Codecs.decode(raw, write(raw, values)).get();

    assertThat(event.text(FieldPath.of("double")).get()).isEqualTo("NaN");
    assertThat(event.text(FieldPath.of("single")).get()).isEqualTo("-Infinity");
  }

  @Test
  void bytesOfAnotherFormatAreChecked() {
    byte[] value = write(raw, values());
    StreamCodec opaque = StreamCodec.of(Codecs.stream(new Format.Opaque()));
    assertThat(Codecs.encode(raw, Codecs.decode(opaque, value).get())).isEqualTo(value);
    assertThat(raw.encode(Codecs.decode(opaque, new byte[1]).get(), new ByteSink(1))).isPresent();
    assertThat(
            Codecs.json()
                .encode(Codecs.decode(raw, value).get(), new ByteSink(1))
                .orElseThrow()
                .first()
                .code())
        .isEqualTo("json.value");
    assertThat(raw.decode(Codecs.AT, Codecs.value(null)).get().has(FieldPath.ROOT)).isFalse();
    assertThat(raw.keyOf(Bytes.of("x".getBytes(UTF_8)))).isNull();
  }
}
