package io.millrace.server.codec;

import static io.millrace.server.codec.TestingAvro.FILE;
import static io.millrace.server.codec.TestingAvro.codec;
import static io.millrace.server.codec.TestingAvro.opaque;
import static io.millrace.server.codec.TestingAvro.values;
import static io.millrace.server.codec.TestingAvro.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.FieldPath;
import io.millrace.server.codec.avro.AvroSchemas;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.topology.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

/** Avro values come back as they were, and Avro itself reads and writes the same. */
class AvroCodecTest {

  private final Schema schema = AvroSchemas.read(FILE);
  private final StreamCodec raw = codec(Format.Framing.RAW);
  private final StreamCodec single = codec(Format.Framing.SINGLE_OBJECT);

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
