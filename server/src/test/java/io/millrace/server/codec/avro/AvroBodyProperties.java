package io.millrace.server.codec.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.PathConflictException;
import io.millrace.server.codec.body.AvroSource;
import io.millrace.server.codec.body.Body;
import io.millrace.server.codec.body.TreeBody;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.jspecify.annotations.Nullable;

/** A record that is read when it is asked for is what one is that was read whole. */
class AvroBodyProperties {

  private static final Schema SCHEMA = schema();
  private static final List<String> DEEPER = List.of("n", "k", "new");
  private static final List<?> VALUES =
      Arrays.asList(
          null, 7L, -1L, "text", true, new byte[] {1, 2}, Map.of("n", 3L), List.of(1L, 2L));

  private final AvroCodec codec = new AvroCodec(SCHEMA, new byte[0]);

  private static Schema schema() {
    try (InputStream in = AvroBodyProperties.class.getResourceAsStream("/codec/everything.avsc")) {
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Property(tries = 1000)
  void changesAreThoseOfATree(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Bytes datum = datum(seed);
    Body ours = codec.decode(datum).get();
    Body model =
        new TreeBody(new AvroReader(datum).readAll(SCHEMA), new AvroSource(SCHEMA, datum, datum));
    assertThat(ours).isInstanceOf(AvroBody.class);
    assertThat(written(ours)).isEqualTo(datum.toArray());
    Set<String> touched = new HashSet<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      FieldPath path = path(random);
      boolean removes = random.nextBoolean();
      Object value = VALUES.get(random.nextInt(VALUES.size()));
      Body before = ours;
      Object was = plain(before.value(FieldPath.ROOT).get());
      Optional<Body> changed = change(model, path, removes, value);
      Optional<Body> oursChanged = change(ours, path, removes, value);
      assertThat(oursChanged.isPresent()).as("%s", path).isEqualTo(changed.isPresent());
      if (changed.isPresent() && changed.get() != model) {
        touched.add(path.step(0).name());
      }
      model = changed.orElse(model);
      ours = oursChanged.orElse(ours);
      assertSame(ours, model, random);
      assertThat(plain(before.value(FieldPath.ROOT).get())).isEqualTo(was);
    }
    assertWrittenAlike(ours, model, touched);
  }

  /** Whatever the bytes are, both take them or both refuse them for the same reason. */
  @Property(tries = 5000)
  void whatIsProvedIsWhatCanBeRead(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = datum(seed).toArray();
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
    Bytes hostile = Bytes.of(bytes, 0, length);
    AvroReader reader = new AvroReader(hostile);
    Object whole = reader.readAll(SCHEMA);
    var body = codec.decode(hostile);
    assertThat(body.isRight()).isEqualTo(reader.failure() == null);
    if (body.isRight()) {
      assertThat(plain(body.get().value(FieldPath.ROOT).get())).isEqualTo(plain(whole));
    } else {
      assertThat(body.getLeft()).isEqualTo(Failures.of(reader.failure()));
    }
  }

  private static Bytes datum(long seed) throws IOException {
    Object value = new RandomData(SCHEMA, 1, seed).iterator().next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new GenericDatumWriter<>(SCHEMA)
        .write(value, EncoderFactory.get().directBinaryEncoder(out, null));
    return Bytes.of(out.toByteArray());
  }

  private static FieldPath path(Random random) {
    List<Schema.Field> fields = SCHEMA.getFields();
    int field = random.nextInt(fields.size() + 2);
    FieldPath path = FieldPath.ROOT;
    if (field > fields.size()) {
      return path.child(0);
    }
    path = path.child(field == fields.size() ? "new" : fields.get(field).name());
    return switch (random.nextInt(3)) {
      case 0 -> path.child(random.nextInt(3));
      case 1 -> path.child(DEEPER.get(random.nextInt(DEEPER.size())));
      default -> path;
    };
  }

  private static Optional<Body> change(
      Body body, FieldPath path, boolean removes, @Nullable Object value) {
    try {
      return Optional.of(removes ? body.without(path) : body.with(path, value));
    } catch (PathConflictException e) {
      return Optional.empty();
    }
  }

  private static void assertSame(Body ours, Body model, Random random) {
    assertThat(plain(ours.value(FieldPath.ROOT).get()))
        .isEqualTo(plain(model.value(FieldPath.ROOT).get()));
    for (int i = 0; i < 10; i++) {
      FieldPath path = path(random);
      assertThat(ours.has(path)).as("%s", path).isEqualTo(model.has(path));
      assertThat(ours.scalarText(path)).as("%s", path).isEqualTo(model.scalarText(path));
      assertThat(ours.scalarBytes(path)).as("%s", path).isEqualTo(model.scalarBytes(path));
      assertThat(ours.value(path).map(AvroBodyProperties::plain))
          .isEqualTo(model.value(path).map(AvroBodyProperties::plain));
    }
  }

  /**
   * What cannot be written of the one cannot be written of the other, but for fields as they came:
   * their bytes are written though the schema would not take their values.
   */
  private void assertWrittenAlike(Body ours, Body model, Set<String> touched) {
    ByteSink out = new ByteSink(64);
    ByteSink expected = new ByteSink(64);
    Optional<Failures> failed = codec.encode(ours, out);
    Optional<Failures> modelFailed = codec.encode(model, expected);
    Optional<FieldPath> where = modelFailed.flatMap(failures -> failures.first().field());
    if (where.isPresent() && !touched.contains(where.get().step(0).name())) {
      return;
    }
    assertThat(failed).isEqualTo(modelFailed);
    if (failed.isEmpty()) {
      assertThat(plain(codec.decode(out.toBytes()).get().value(FieldPath.ROOT).get()))
          .isEqualTo(plain(codec.decode(expected.toBytes()).get().value(FieldPath.ROOT).get()));
    }
  }

  private byte[] written(Body body) {
    ByteSink out = new ByteSink(64);
    assertThat(codec.encode(body, out)).isEmpty();
    return out.toBytes().toArray();
  }

  /** With bytes as lists, which can be compared, and names in order. */
  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> plain = new ArrayList<>();
      list.forEach(element -> plain.add(plain(element)));
      return plain;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> plain = new TreeMap<>();
      map.forEach((name, field) -> plain.put((String) name, plain(field)));
      return plain;
    }
    return value;
  }
}
