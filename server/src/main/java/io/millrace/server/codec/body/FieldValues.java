package io.millrace.server.codec.body;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.codec.text.InstantText;
import io.millrace.server.codec.text.JsonNumber;
import io.vavr.control.Either;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed reads of JDK values, and one wording of their failures for all formats. */
public final class FieldValues {

  private FieldValues() {}

  public static <T> Either<Failures, T> missing(FieldPath path) {
    return Failures.left(Failure.rejected("field.missing", path, where(path) + " is missing"));
  }

  public static <T> Either<Failures, T> type(FieldPath path, String found, String wanted) {
    return Failures.left(
        Failure.rejected("field.type", path, where(path) + " is " + found + ", not " + wanted));
  }

  private static String where(FieldPath path) {
    return path.size() == 0 ? "the body" : path.toString();
  }

  static Either<Failures, String> text(FieldPath path, @Nullable Object value) {
    return value instanceof String text ? Either.right(text) : type(path, kind(value), "a text");
  }

  static Either<Failures, Long> integer(FieldPath path, @Nullable Object value) {
    Long whole = JsonNumber.whole(value);
    return whole != null ? Either.right(whole) : noInteger(path, kind(value));
  }

  public static <T> Either<Failures, T> noInteger(FieldPath path, String kind) {
    return type(path, kind, "a whole number of 64 bits");
  }

  static Either<Failures, BigDecimal> decimal(FieldPath path, @Nullable Object value) {
    if (value instanceof BigDecimal decimal) {
      return Either.right(decimal);
    }
    if (value instanceof Long number) {
      return Either.right(BigDecimal.valueOf(number));
    }
    return value instanceof BigInteger number
        ? Either.right(new BigDecimal(number))
        : type(path, kind(value), "a number");
  }

  static Either<Failures, byte[]> bytes(FieldPath path, @Nullable Object value) {
    return value instanceof byte[] bytes
        ? Either.right(bytes.clone())
        : type(path, kind(value), "bytes");
  }

  static Either<Failures, Boolean> bool(FieldPath path, @Nullable Object value) {
    return value instanceof Boolean bool
        ? Either.right(bool)
        : type(path, kind(value), "a boolean");
  }

  static Either<Failures, Instant> instant(FieldPath path, @Nullable Object value) {
    Instant instant = instant(value);
    return instant != null ? Either.right(instant) : noInstant(path, kind(value));
  }

  public static <T> Either<Failures, T> noInstant(FieldPath path, String kind) {
    return type(path, kind, "a time (ISO-8601 with an offset, or milliseconds since 1970)");
  }

  public static @Nullable Instant instant(@Nullable Object value) {
    if (value instanceof String text) {
      return InstantText.parse(text);
    }
    Long millis = JsonNumber.whole(value);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  @SuppressWarnings("unchecked") // body values have no other lists
  static Either<Failures, List<@Nullable Object>> list(FieldPath path, @Nullable Object value) {
    return value instanceof List<?> list
        ? Either.right((List<@Nullable Object>) list)
        : type(path, kind(value), "an array");
  }

  @SuppressWarnings("unchecked") // body values have no other maps
  static Either<Failures, Map<String, @Nullable Object>> object(
      FieldPath path, @Nullable Object value) {
    return value instanceof Map<?, ?> map
        ? Either.right((Map<String, @Nullable Object>) map)
        : type(path, kind(value), "an object");
  }

  public static boolean isScalar(@Nullable Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean;
  }

  /** For people: what kind of value this is. */
  public static String kind(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "an array";
    }
    if (value instanceof String) {
      return "a text";
    }
    return value instanceof Boolean ? "a boolean" : value instanceof Number ? "a number" : "bytes";
  }
}
