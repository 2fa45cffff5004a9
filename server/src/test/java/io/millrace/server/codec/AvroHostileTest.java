package io.millrace.server.codec;

import static io.millrace.server.codec.TestingAvro.codec;
import static io.millrace.server.codec.TestingAvro.opaque;
import static io.millrace.server.codec.TestingAvro.values;
import static io.millrace.server.codec.TestingAvro.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.codec.body.CodecException;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.topology.Format;
import io.vavr.control.Either;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values that fit no schema, bytes that are no Avro and schemas that are none are refused. */
class AvroHostileTest {

  private final StreamCodec raw = codec(Format.Framing.RAW);
  private final StreamCodec single = codec(Format.Framing.SINGLE_OBJECT);

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

  private static Failure refusal(StreamCodec codec, @Nullable Object body) {
    ByteSink out = new ByteSink(16);
    Failure failure = codec.encode(opaque().with(FieldPath.ROOT, body), out).orElseThrow().first();
    assertThat(out.length()).isZero();
    return failure;
  }

  @Test
  void anUnknownFingerprintIsItsOwnFailure() {
    byte[] value = write(single, values());
    value[5] ^= 1;
    assertThat(code(single, value)).isEqualTo("avro.fingerprint");
    assertThat(code(single, write(raw, values()))).isEqualTo("avro.malformed");
    assertThat(code(single, new byte[] {(byte) 0xc3, 1, 0})).isEqualTo("avro.malformed");
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

  private static String code(StreamCodec codec, byte[] value) {
    Either<Failures, Event> decoded = Codecs.decode(codec, value);
    return decoded.isLeft() ? decoded.getLeft().first().code() : "none";
  }

  private static String code(String schema, String hex) throws IOException {
    Path file = Files.createTempFile("schema", ".avsc");
    Files.writeString(file, schema);
    StreamCodec codec = StreamCodec.of(Codecs.stream(new Format.Avro(file, Format.Framing.RAW)));
    Files.delete(file);
    return code(codec, java.util.HexFormat.of().parseHex(hex));
  }
}
