package io.millrace.server.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.registry.TestingRegistry;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.topology.Format;
import io.vavr.control.Either;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Confluent's wire format against a registry over HTTP, well-formed and hostile (fault 35). */
class ConfluentCodecTest {

  private static final String PERSON =
      SchemaBuilder.record("Person")
          .fields()
          .requiredString("name")
          .optionalLong("age")
          .endRecord()
          .toString();
  private static final byte[] ANN_42 = {6, 'A', 'n', 'n', 2, 84};

  @TempDir private Path directory;
  private final TestingRegistry registry = new TestingRegistry();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void whatNoStageTouchedIsWrittenBackWithItsOwnSchema() {
    int id = registry.put("people-value", PERSON);
    StreamCodec codec = codec(Optional.empty(), false);
    Event event = Codecs.decode(codec, value(id, ANN_42)).get();

    assertThat(event.text(FieldPath.of("name")).get()).isEqualTo("Ann");
    assertThat(event.integer(FieldPath.of("age")).get()).isEqualTo(42);
    assertThat(Codecs.encode(codec, event)).isEqualTo(value(id, ANN_42));
  }

  @Test
  void aForeignEventIsWrittenByTheLatestSchemaOfTheSubject() throws IOException {
    registry.put("people-value", "\"string\"");
    int id = registry.put("people-value", PERSON);
    StreamCodec codec = codec(Optional.empty(), false);

    byte[] written = Codecs.encode(codec, Codecs.event("{\"name\":\"Zoë\",\"age\":null}"));

    assertThat(Arrays.copyOf(written, 5)).isEqualTo(value(id));
    GenericRecord read =
        new GenericDatumReader<GenericRecord>(new Schema.Parser().parse(PERSON))
            .read(null, DecoderFactory.get().binaryDecoder(written, 5, written.length - 5, null));
    assertThat(read.get("name").toString()).isEqualTo("Zoë");
    assertThat(read.get("age")).isNull();
  }

  @Test
  void aSchemaFileIsRegisteredWhenItIsToBe() throws IOException {
    Path file = Files.writeString(directory.resolve("person.avsc"), PERSON);
    StreamCodec silent = codec(Optional.of(file), false);
    Event event = Codecs.event("{\"name\":\"Ann\",\"age\":42}");

    Failures unknown = silent.encode(event, new ByteSink(16)).orElseThrow();
    assertThat(unknown.first().kind()).isEqualTo(Failure.Kind.UNAVAILABLE);
    assertThat(unknown.first().code()).isEqualTo("registry.subject");

    byte[] written = Codecs.encode(codec(Optional.of(file), true), event);
    int id = registry.put("people-value", PERSON);
    assertThat(written).isEqualTo(value(id, ANN_42));
    assertThat(Codecs.encode(silent, event)).isEqualTo(written);
  }

  @Test
  void aDatumOfAnotherSchemaResolvesToTheFiles() throws IOException {
    String reader =
        SchemaBuilder.record("Person")
            .fields()
            .requiredString("name")
            .name("country")
            .type()
            .stringType()
            .stringDefault("?")
            .endRecord()
            .toString();
    Path file = Files.writeString(directory.resolve("person.avsc"), reader);
    int id = registry.put("people-value", PERSON);
    StreamCodec codec = codec(Optional.of(file), false);

    Event event = Codecs.decode(codec, value(id, ANN_42)).get();
    assertThat(event.text(FieldPath.of("country")).get()).isEqualTo("?");
    assertThat(event.has(FieldPath.of("age"))).isFalse();

    int other = registry.put("other", "{\"type\":\"array\",\"items\":\"long\"}");
    assertThat(code(Codecs.decode(codec, value(other, (byte) 0)))).isEqualTo("avro.resolution");
  }

  @Test
  void hostileBytesAreRejectedAndNothingElse() {
    int person = registry.put("people-value", PERSON);
    int array = registry.put("array", "{\"type\":\"array\",\"items\":\"null\"}");
    int list =
        registry.put(
            "list",
            "{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"next\","
                + "\"type\":[\"null\",\"L\"]}]}");
    byte[] deep = new byte[100_000];
    Arrays.fill(deep, (byte) 2);
    byte[] many = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 15, 0};
    StreamCodec codec = codec(Optional.empty(), false);

    for (byte[] bytes :
        new byte[][] {
          {},
          {0},
          {0, 0, 0, 0},
          {1, 0, 0, 0, (byte) person, 0, 0},
          value(person),
          value(person, Arrays.copyOf(ANN_42, 3)),
          value(person, Arrays.copyOf(ANN_42, 7)),
          value(array, many),
          value(list, deep)
        }) {
      Either<Failures, Event> read = Codecs.decode(codec, bytes);
      assertThat(read.getLeft().all(Failure.Kind.REJECTED)).as(Bytes.of(bytes).toString()).isTrue();
    }
  }

  @Test
  void anUnknownLogicalTypeIsReadAsWhatItStandsOn() {
    int id =
        registry.put(
            "odd",
            "{\"type\":\"record\",\"name\":\"O\",\"fields\":[{\"name\":\"n\",\"type\":{\"type\":\"long\",\"logicalType\":\"parsec\"}}]}");
    Event event = Codecs.decode(codec(Optional.empty(), false), value(id, (byte) 6)).get();
    assertThat(event.integer(FieldPath.of("n")).get()).isEqualTo(3);
  }

  @Test
  void anIdThatTheRegistryDoesNotHaveIsRejectedAndOneThatItCannotTellIsNot() {
    StreamCodec codec = codec(Optional.empty(), false);
    assertThat(code(Codecs.decode(codec, value(77, ANN_42)))).isEqualTo("avro.unknown-schema");
    registry.down();
    Failures away = Codecs.decode(codec, value(77, ANN_42)).getLeft();
    assertThat(away.all(Failure.Kind.UNAVAILABLE)).isTrue();
  }

  private StreamCodec codec(Optional<Path> schema, boolean register) {
    return new StreamCodecs(Optional.of(registry.client(Duration.ofSeconds(5))))
        .of(Codecs.stream(new Format.Confluent("people-value", schema, register)));
  }

  private static byte[] value(int id, byte... datum) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, (byte) (id >>> 24), (byte) (id >>> 16), (byte) (id >>> 8)});
    out.write(id);
    out.writeBytes(datum);
    return out.toByteArray();
  }

  private static String code(Either<Failures, Event> read) {
    assertThat(read.isLeft()).as(() -> "read " + read).isTrue();
    return read.getLeft().first().code();
  }
}
