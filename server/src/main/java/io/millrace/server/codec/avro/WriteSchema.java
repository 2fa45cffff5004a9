package io.millrace.server.codec.avro;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.registry.RegisteredSchema;
import io.millrace.server.registry.SchemaRegistry;
import io.millrace.server.topology.Format;
import io.vavr.control.Either;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The schema that a stream is written by, and its id in the registry. For one thread.
 *
 * <p>Whatever the registry says here, no event is to blame for it: every failure is {@code
 * UNAVAILABLE}, and the events wait until the subject or the settings are mended.
 */
public final class WriteSchema {

  private final Format.Confluent format;
  private final SchemaRegistry registry;
  private final @Nullable Schema own;
  private @Nullable AvroCodec codec;
  private int id;

  public WriteSchema(Format.Confluent format, SchemaRegistry registry) {
    this.format = format;
    this.registry = registry;
    this.own = format.schema().map(AvroSchemas::read).orElse(null);
  }

  /** The schema of the topology's file; null if it names none. */
  @Nullable Schema own() {
    return own;
  }

  /** The codec to write with as it was found last; null if it was never found. */
  @Nullable AvroCodec codec() {
    return codec;
  }

  /** Finds the codec; empty if it is there. The registry is asked when its memory is too old. */
  Optional<Failures> find() {
    if (own != null) {
      return codec != null ? Optional.empty() : left(ownId().map(found -> use(found, own)));
    }
    return left(registry.latest(format.subject()).flatMap(this::useLatest));
  }

  private static Optional<Failures> left(Either<Failures, AvroCodec> result) {
    return result.isRight() ? Optional.empty() : Optional.of(waiting(result.getLeft()));
  }

  private static Failures waiting(Failures failures) {
    Failure first = failures.first();
    return Failures.of(Failure.unavailable(first.code(), first.message()));
  }

  private Either<Failures, AvroCodec> useLatest(RegisteredSchema latest) {
    return codec != null && id == latest.id()
        ? Either.right(codec)
        : AvroSchemas.parse(latest).map(schema -> use(latest.id(), schema));
  }

  private AvroCodec use(int newId, Schema schema) {
    id = newId;
    codec = new AvroCodec(schema, ConfluentCodec.header(newId));
    return codec;
  }

  private Either<Failures, Integer> ownId() {
    String text = String.valueOf(own);
    return format.register()
        ? registry.register(format.subject(), text)
        : registry.find(format.subject(), text);
  }

  /** What {@link #find} will meet, as the registry says it; nothing is registered. */
  public Optional<Failures> rehearse() {
    Either<Failures, ?> result;
    if (own == null) {
      result = registry.latest(format.subject()).flatMap(AvroSchemas::parse);
    } else if (format.register()) {
      result = registry.tryRegister(format.subject(), String.valueOf(own));
    } else {
      result = registry.find(format.subject(), String.valueOf(own));
    }
    return result.isRight() ? Optional.empty() : Optional.of(result.getLeft());
  }
}
