package io.millrace.server.codec;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.codec.avro.AvroCodec;
import io.millrace.server.codec.body.Body;
import io.millrace.server.codec.body.CodecException;
import io.millrace.server.codec.body.FieldValues;
import io.millrace.server.codec.body.ValueCodec;
import io.millrace.server.codec.json.JsonCodec;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.topology.Format;
import io.millrace.server.topology.StreamDefinition;
import io.vavr.control.Either;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes the values of one stream. For one thread. */
public final class StreamCodec {

  private final EventPaths paths;
  private final ValueCodec values;

  private StreamCodec(EventPaths paths, ValueCodec values) {
    this.paths = paths;
    this.values = values;
  }

  /**
   * The codec of a stream.
   *
   * @throws CodecException if it cannot be made, as when the Avro schema cannot be read; the
   *     message is for operators
   */
  public static StreamCodec of(StreamDefinition stream) {
    return of(stream, values(stream.format()));
  }

  static StreamCodec of(StreamDefinition stream, ValueCodec values) {
    return new StreamCodec(EventPaths.of(stream), values);
  }

  private static ValueCodec values(Format format) {
    if (format instanceof Format.Json json) {
      return new JsonCodec(json);
    }
    if (format instanceof Format.Confluent) {
      throw new CodecException("its schemas are in a registry: it takes StreamCodecs to read it");
    }
    return format instanceof Format.Avro avro ? AvroCodec.of(avro) : new OpaqueCodec();
  }

  /**
   * Reads a record. The event holds on to the record's bytes.
   *
   * @param at the partition it stands in
   * @param source the record; one without a value becomes an event without a body
   * @return the event, or why its value cannot be read: failures of kind {@code REJECTED}; {@code
   *     UNAVAILABLE} if its schema is in a registry that does not answer
   */
  public Either<Failures, Event> decode(StreamPartition at, StreamRecord source) {
    Bytes value = source.value();
    if (value == null) {
      return Either.right(event(at, source, values.absent()));
    }
    Either<Failures, Body> body = values.decode(value);
    return body.isRight()
        ? Either.right(event(at, source, body.get()))
        : Either.left(body.getLeft());
  }

  private Event event(StreamPartition at, StreamRecord source, Body body) {
    return new CodecEvent(new EventOrigin(paths, at, source, body), body);
  }

  /** Whether {@link #missing} can ever answer with something. */
  public boolean mayMiss() {
    return values.mayMiss();
  }

  /**
   * What {@link #encode} would need and cannot have at the moment: the schema to write by, while
   * the registry does not give it. To be asked before each event that is encoded.
   *
   * @return failures of kind {@code UNAVAILABLE}; empty if nothing is missing
   */
  public Optional<Failures> missing(Event event) {
    return isTombstone(event)
        ? Optional.empty()
        : values.missing(event instanceof CodecEvent own ? own.body() : null);
  }

  /** Whether the event has no body, so that its record's value is null: nothing to encode. */
  public static boolean isTombstone(Event event) {
    return event instanceof CodecEvent own ? own.body().isAbsent() : !event.has(FieldPath.ROOT);
  }

  /**
   * Appends the bytes of an event's body in this stream's format: those that came if it is of the
   * same format and was not changed. Nothing is appended for a tombstone, see {@link #isTombstone}.
   *
   * @return empty if all is well; else why it cannot be written, and {@code out} is as before
   */
  public Optional<Failures> encode(Event event, ByteSink out) {
    if (isTombstone(event)) {
      return Optional.empty();
    }
    int before = out.length();
    Optional<Failures> failures =
        event instanceof CodecEvent own
            ? values.encode(own.body(), out)
            : values.encodeForeign(event, out);
    if (failures.isPresent()) {
      out.truncate(before);
    }
    return failures;
  }

  /**
   * The key of the event's record in this stream: the stream's key field as text, else the event's
   * own key; null if there is neither.
   */
  public @Nullable Bytes key(Event event) {
    if (event instanceof CodecEvent own) {
      Bytes key = keyField(own.body());
      return key == null ? own.keyBytes() : key;
    }
    Optional<String> field = foreignKeyField(event);
    return field.or(event::key).map(Bytes::utf8).orElse(null);
  }

  private @Nullable Bytes keyField(Body body) {
    return paths.key() == null ? null : body.scalarBytes(paths.key());
  }

  private Optional<String> foreignKeyField(Event event) {
    if (paths.key() == null) {
      return Optional.empty();
    }
    return event
        .value(paths.key())
        .toJavaOptional()
        .filter(FieldValues::isScalar)
        .map(Object::toString);
  }

  /**
   * The headers of the event's record: those that came, still encoded, if they were not changed.
   */
  public RecordHeaders headers(Event event) {
    return event instanceof CodecEvent own
        ? own.recordHeaders()
        : RecordHeaders.of(event.headers());
  }

  /**
   * The key of a value that is to be appended: the stream's key field as text; null if the stream
   * has none, the value has none, or the value cannot be read.
   */
  public @Nullable Bytes keyOf(Bytes value) {
    if (paths.key() == null) {
      return null;
    }
    Either<Failures, Body> body = values.decode(value);
    return body.isRight() ? keyField(body.get()) : null;
  }
}
