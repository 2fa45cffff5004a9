package io.millrace.server.codec.avro;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.codec.body.AvroSource;
import io.millrace.server.codec.body.AvroSourced;
import io.millrace.server.codec.body.Body;
import io.millrace.server.codec.body.BodyValues;
import io.millrace.server.codec.body.OpaqueBody;
import io.millrace.server.codec.body.TreeBody;
import io.millrace.server.codec.body.ValueCodec;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.topology.Format;
import io.vavr.control.Either;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Avro of one schema, as single objects or raw (Avro 1.12 specification). */
public final class AvroCodec implements ValueCodec {

  private static final int MAGIC_LENGTH = 2;

  private final Schema schema;
  private final byte[] header;

  /** The schema that an untouched body came with last, and whether it is this one. */
  private @Nullable Schema lastSchema;

  private boolean lastIsOurs;

  /**
   * A codec.
   *
   * @param schema the schema of all values
   * @param header what stands before each datum
   */
  AvroCodec(Schema schema, byte[] header) {
    this.schema = schema;
    this.header = header;
  }

  public static AvroCodec of(Format.Avro format) {
    Schema schema = AvroSchemas.read(format.schema());
    boolean single = format.framing() == Format.Framing.SINGLE_OBJECT;
    return new AvroCodec(schema, single ? AvroSchemas.header(schema) : new byte[0]);
  }

  @Override
  public Body absent() {
    return new TreeBody(BodyValues.ABSENT, null);
  }

  @Override
  public Either<Failures, Body> decode(Bytes value) {
    if (!startsWithHeader(value)) {
      return Either.left(badHeader(value));
    }
    Bytes datum = value.slice(header.length, value.length() - header.length);
    return body(new AvroSource(schema, value, datum));
  }

  /** A datum as a body; REJECTED if it is not well-formed. */
  static Either<Failures, Body> body(AvroSource source) {
    if (source.schema().getType() != Schema.Type.RECORD) {
      AvroReader reader = new AvroReader(source.datum());
      Object root = reader.readAll(source.schema());
      return reader.failure() == null
          ? Either.right(new TreeBody(root, source))
          : Failures.left(reader.failure());
    }
    AvroProof proof = new AvroProof(source.datum());
    int[] starts = proof.record(source.schema());
    return proof.failure() == null
        ? Either.right(AvroBody.of(source, starts))
        : Failures.left(proof.failure());
  }

  private boolean startsWithHeader(Bytes value) {
    int from = value.offset();
    return value.length() >= header.length
        && Arrays.equals(value.array(), from, from + header.length, header, 0, header.length);
  }

  private Failures badHeader(Bytes value) {
    boolean magic =
        value.length() >= header.length && value.get(0) == header[0] && value.get(1) == header[1];
    if (!magic) {
      return Failures.of(
          Failure.rejected(
              "avro.malformed",
              "it is not valid Avro: a single object starts with C3 01 and a fingerprint"));
    }
    HexFormat hex = HexFormat.of();
    byte[] array = value.array();
    int from = value.offset();
    return Failures.of(
        Failure.rejected(
            "avro.fingerprint",
            "its schema has the fingerprint "
                + hex.formatHex(array, from + MAGIC_LENGTH, from + header.length)
                + ", not the stream's "
                + hex.formatHex(header, MAGIC_LENGTH, header.length)));
  }

  @Override
  public Optional<Failures> encode(Body body, ByteSink out) {
    if (body instanceof AvroBody avro && isOurs(avro.schema())) {
      out.put(header, 0, header.length);
      AvroWriter writer = new AvroWriter(out);
      return written(avro.write(writer, out), writer);
    }
    if (body instanceof AvroSourced avro) {
      AvroSource source = avro.source();
      if (source != null && isOurs(source.schema())) {
        out.put(header, 0, header.length);
        out.put(source.datum());
        return Optional.empty();
      }
    }
    if (body instanceof OpaqueBody opaque && opaque.bytes() != null) {
      return encodeOpaque(opaque.bytes(), out);
    }
    return encodeValue(body.value(FieldPath.ROOT), out);
  }

  /** All of the schema counts: a decimal of another scale has the same bytes. */
  @SuppressWarnings("ReferenceEquality") // comparing whole schemas is too slow for each event
  private boolean isOurs(Schema other) {
    if (other != lastSchema) {
      lastSchema = other;
      lastIsOurs = other.equals(schema);
    }
    return lastIsOurs;
  }

  /** Bytes that nobody has read yet are of this schema and framing or not. */
  private Optional<Failures> encodeOpaque(Bytes bytes, ByteSink out) {
    Either<Failures, Body> decoded = decode(bytes);
    if (decoded.isLeft()) {
      return Optional.of(decoded.getLeft());
    }
    out.put(bytes);
    return Optional.empty();
  }

  @Override
  public Optional<Failures> encodeForeign(Event event, ByteSink out) {
    return encodeValue(event.value(FieldPath.ROOT), out);
  }

  private Optional<Failures> encodeValue(Either<Failures, @Nullable Object> value, ByteSink out) {
    if (value.isLeft()) {
      return Optional.of(value.getLeft());
    }
    out.put(header, 0, header.length);
    AvroWriter writer = new AvroWriter(out);
    return written(writer.write(schema, value.get()), writer);
  }

  private static Optional<Failures> written(boolean all, AvroWriter writer) {
    return all ? Optional.empty() : Optional.of(Failures.of(writer.failure()));
  }
}
