package io.millrace.server.codec.body;

import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.stream.Bytes;
import io.vavr.control.Either;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event's body in its format: what {@code Event} says of reads and changes. Immutable. */
public interface Body {

  /** How deep objects and arrays may be nested, whatever the format. */
  int MAX_DEPTH = 512;

  /** Whether there is no body at all: the record was a tombstone. */
  boolean isAbsent();

  boolean has(FieldPath path);

  /** Whether there is something other than null. */
  default boolean hasValue(FieldPath path) {
    Either<Failures, @Nullable Object> value = value(path);
    return value.isRight() && value.get() != null;
  }

  Either<Failures, @Nullable Object> value(FieldPath path);

  default Either<Failures, String> text(FieldPath path) {
    return value(path).flatMap(value -> FieldValues.text(path, value));
  }

  default Either<Failures, Long> integer(FieldPath path) {
    return value(path).flatMap(value -> FieldValues.integer(path, value));
  }

  default Either<Failures, BigDecimal> decimal(FieldPath path) {
    return value(path).flatMap(value -> FieldValues.decimal(path, value));
  }

  default Either<Failures, byte[]> bytes(FieldPath path) {
    return value(path).flatMap(value -> FieldValues.bytes(path, value));
  }

  default Either<Failures, Boolean> bool(FieldPath path) {
    return value(path).flatMap(value -> FieldValues.bool(path, value));
  }

  default Either<Failures, Instant> instant(FieldPath path) {
    return value(path).flatMap(value -> FieldValues.instant(path, value));
  }

  default Either<Failures, List<@Nullable Object>> list(FieldPath path) {
    return value(path).flatMap(value -> FieldValues.list(path, value));
  }

  default Either<Failures, Map<String, @Nullable Object>> object(FieldPath path) {
    return value(path).flatMap(value -> FieldValues.object(path, value));
  }

  /** The elements of the array at the path, each as a body. */
  Either<Failures, List<Body>> elements(FieldPath path);

  /** What {@link #scalarText} says, in UTF-8; perhaps a slice of what came. */
  default @Nullable Bytes scalarBytes(FieldPath path) {
    String text = scalarText(path);
    return text == null ? null : Bytes.utf8(text);
  }

  /** The text, number or boolean at the path as text, as it is written; null if there is none. */
  @Nullable String scalarText(FieldPath path);

  Body with(FieldPath path, @Nullable Object value);

  Body without(FieldPath path);
}
