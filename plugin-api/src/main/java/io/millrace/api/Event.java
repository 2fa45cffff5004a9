package io.millrace.api;

import io.vavr.control.Either;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An immutable fact: an id, a shard key, two times, headers and a body that is read and changed by
 * path.
 *
 * <p>The server and {@code io.millrace.api.testing} implement this interface; plugins do not. How
 * the body is held is hidden: a JSON body may still be the bytes that came, with the changes beside
 * them, and what no stage touches is written back byte for byte.
 *
 * <p><b>Body values</b> are JDK values: null, {@link Boolean}, {@link Integer}, {@link Long},
 * {@link java.math.BigInteger}, {@link BigDecimal}, {@link Double} (finite), {@link String}
 * (without lone surrogates), {@link List} and {@link Map} with {@link String} keys in the order of
 * the body; {@code byte[]} in formats that have bytes. In the format {@code bytes} the whole body
 * is one {@code byte[]} at {@link FieldPath#ROOT}; replaced by another body value, it can be stored
 * in a stream of another format. Reads answer with {@link Long}, {@link java.math.BigInteger}
 * (where a long is too short) or {@link BigDecimal} (with every digit) for numbers. Lists and maps
 * that are read cannot be modified; what is passed in is copied.
 *
 * <p><b>Typed reads</b> answer with a Left of kind {@link Failure.Kind#REJECTED} and the path as
 * its field: {@code field.missing} if there is nothing at the path, or the path leads through
 * something that has no parts; {@code field.type} if there is something of another type, null
 * included.
 *
 * <p><b>Changes</b> return a new event, and share with this one what did not change. They throw
 * {@link IllegalArgumentException} for a value that is no body value of the event's format, and
 * {@link PathConflictException} where the path leads through something that is neither absent nor
 * an object, or to an array's element that is not there; a stage need not catch it: it becomes a
 * failure of kind {@link Failure.Kind#REJECTED} and code {@code field.conflict}. An {@link
 * IllegalArgumentException} that a stage lets pass becomes a failure of kind {@link
 * Failure.Kind#DEFECT}.
 *
 * <p>An event may be kept after the call that it came with, and used by any thread.
 */
public interface Event {

  /**
   * The event's id: the stream's {@code id} field as text, else the position ({@code
   * raw-orders/0@428}).
   */
  String id();

  /** The shard key; empty if the record has none. Bytes that are no UTF-8 are read as U+FFFD. */
  Optional<String> key();

  /** When the event was appended to its stream. */
  Instant recordedAt();

  /**
   * When what the event says became true: the stream's {@code effective-at} field (an ISO-8601 text
   * or milliseconds since 1970), else {@link #recordedAt()}.
   */
  Instant effectiveAt();

  /** The headers. */
  Headers headers();

  /**
   * Where the record stands that this event was read from; events that a transformer made of one
   * have the same position.
   */
  Position position();

  /** Whether there is something at the path, null included. */
  boolean has(FieldPath path);

  /** Whether there is something at the path that is not null. */
  default boolean hasValue(FieldPath path) {
    Either<Failures, Object> value = value(path);
    return value.isRight() && value.get() != null;
  }

  /**
   * The value at the path; a Right of null where the body has null. {@link FieldPath#ROOT} is the
   * whole body.
   */
  Either<Failures, Object> value(FieldPath path);

  /** The text at the path. */
  Either<Failures, String> text(FieldPath path);

  /**
   * The whole number at the path; a number with a fraction, or one that no long can hold, is {@code
   * field.type}. {@code 1.0} and {@code 1e3} are whole.
   */
  Either<Failures, Long> integer(FieldPath path);

  /** The number at the path, with every digit. */
  Either<Failures, BigDecimal> decimal(FieldPath path);

  /** The boolean at the path. */
  Either<Failures, Boolean> bool(FieldPath path);

  /**
   * The time at the path: an ISO-8601 text with an offset ({@code 2015-07-03T12:01:35Z}), or a
   * whole number of milliseconds since 1970.
   */
  Either<Failures, Instant> instant(FieldPath path);

  /** The bytes at the path, a copy; a text is {@code field.type}. */
  Either<Failures, byte[]> bytes(FieldPath path);

  /** The list at the path; elements may be null. */
  Either<Failures, List<Object>> list(FieldPath path);

  /** The object at the path; values may be null. */
  Either<Failures, Map<String, Object>> object(FieldPath path);

  /**
   * One event for each element of the array at the path, with the element as its body. The n-th has
   * the id {@code <id>#<n>}, from 0; all else is this event's.
   */
  Either<Failures, List<Event>> elements(FieldPath path);

  /**
   * This event with a value at the path; objects that are missing on the way are made.
   *
   * @param path where; {@link FieldPath#ROOT} replaces the whole body
   * @param value a body value, or null for the body's null
   */
  Event with(FieldPath path, Object value);

  /**
   * This event without what is at the path; the same event if there is nothing. The elements of an
   * array that follow a removed one move up; objects that become empty stay.
   *
   * @throws IllegalArgumentException for {@link FieldPath#ROOT}: an event always has a body
   */
  Event without(FieldPath path);

  /**
   * This event with another id.
   *
   * @throws IllegalArgumentException if half of a surrogate pair stands alone in it
   */
  Event withId(String id);

  /**
   * This event with a shard key; a stream that names a key field uses that instead.
   *
   * @throws IllegalArgumentException if half of a surrogate pair stands alone in it
   */
  Event withKey(String key);

  /** This event with another effective time. */
  Event withEffectiveAt(Instant time);

  /**
   * This event with other headers.
   *
   * @throws IllegalArgumentException if a name that the event did not have before holds a control
   *     character, such as a line feed
   */
  Event withHeaders(Headers headers);
}
