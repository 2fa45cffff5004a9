package io.millrace.server.codec.avro;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.codec.body.AvroSourced;
import io.millrace.server.codec.body.Body;
import io.millrace.server.codec.body.BodyValues;
import io.millrace.server.codec.body.OpaqueBody;
import io.millrace.server.codec.body.TreeBody;
import io.millrace.server.codec.body.ValueCodec;
import io.millrace.server.registry.SchemaRegistry;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.topology.Format;
import io.vavr.control.Either;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Avro whose schemas are in a registry: a zero byte, the schema's id as four bytes, big-endian, the
 * datum (Confluent's wire format). It reads what any id of the registry was written with.
 */
public final class ConfluentCodec implements ValueCodec {

  private static final int HEADER_LENGTH = 5;
  private static final int MOST_READERS = 256;

  private final SchemaRegistry registry;
  private final WriteSchema writing;
  private final Map<Integer, Either<Failures, AvroCodec>> readers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<Integer, Either<Failures, AvroCodec>> eldest) {
          return size() > MOST_READERS;
        }
      };

  public ConfluentCodec(Format.Confluent format, SchemaRegistry registry) {
    this.registry = registry;
    this.writing = new WriteSchema(format, registry);
  }

  static byte[] header(int id) {
    return new byte[] {0, (byte) (id >>> 24), (byte) (id >>> 16), (byte) (id >>> 8), (byte) id};
  }

  @Override
  public Body absent() {
    return new TreeBody(BodyValues.ABSENT, null);
  }

  @Override
  public Either<Failures, Body> decode(Bytes value) {
    Either<Failures, AvroCodec> reader = reader(value);
    if (reader.isLeft()) {
      return Either.left(reader.getLeft());
    }
    Either<Failures, Body> body = reader.get().decode(value);
    Schema own = writing.own();
    return own == null || body.isLeft() ? body : AvroResolution.to(own, (AvroSourced) body.get());
  }

  /** How to read a value; REJECTED if it has no id, or one that stands for no Avro schema. */
  private Either<Failures, AvroCodec> reader(Bytes value) {
    if (value.length() < HEADER_LENGTH || value.get(0) != 0) {
      return Failures.left(
          Failure.rejected(
              "avro.malformed",
              "it is not in Confluent's wire format: that starts with a zero byte and the four"
                  + " bytes of a schema's id"));
    }
    int id = ByteBuffer.wrap(value.array(), value.offset() + 1, Integer.BYTES).getInt();
    Either<Failures, AvroCodec> known = readers.get(id);
    return known == null ? ask(id) : known;
  }

  /**
   * What the registry answers is kept, with a schema that cannot be parsed: an id never changes.
   */
  private Either<Failures, AvroCodec> ask(int id) {
    return registry
        .byId(id)
        .flatMap(
            found -> {
              Either<Failures, AvroCodec> reader =
                  AvroSchemas.parse(found).map(schema -> new AvroCodec(schema, header(id)));
              readers.put(id, reader);
              return reader;
            });
  }

  @Override
  public boolean mayMiss() {
    return true;
  }

  @Override
  public Optional<Failures> missing(@Nullable Body body) {
    Bytes opaque = body instanceof OpaqueBody bytes ? bytes.bytes() : null;
    if (opaque == null) {
      return writing.find();
    }
    Either<Failures, AvroCodec> reader = reader(opaque);
    return reader.isLeft() && reader.getLeft().all(Failure.Kind.UNAVAILABLE)
        ? Optional.of(reader.getLeft())
        : Optional.empty();
  }

  @Override
  public Optional<Failures> encode(Body body, ByteSink out) {
    if (body instanceof OpaqueBody opaque && opaque.bytes() != null) {
      Either<Failures, Body> decoded = decode(opaque.bytes());
      if (decoded.isRight()) {
        out.put(opaque.bytes());
      }
      return decoded.isRight() ? Optional.empty() : Optional.of(decoded.getLeft());
    }
    AvroCodec codec = writing.codec();
    return codec == null ? writing.find().or(() -> encode(body, out)) : codec.encode(body, out);
  }

  @Override
  public Optional<Failures> encodeForeign(Event event, ByteSink out) {
    AvroCodec codec = writing.codec();
    return codec == null
        ? writing.find().or(() -> encodeForeign(event, out))
        : codec.encodeForeign(event, out);
  }
}
