package io.millrace.server.codec.json;

import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.codec.body.FieldValues;
import io.millrace.server.codec.text.JsonNumber;
import io.vavr.control.Either;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads what stands at a path as a JDK value, or says why it cannot; no slice: it is missing. */
final class JsonReads {

  private JsonReads() {}

  static Either<Failures, @Nullable Object> value(FieldPath path, @Nullable JsonSlice slice) {
    if (slice == null) {
      return FieldValues.missing(path);
    }
    if (slice.isText()) {
      return Either.right(textOf(slice));
    }
    Object value = JsonValues.read(slice);
    return value == JsonValues.UNREADABLE
        ? FieldValues.type(path, tooLarge(slice), "a number that can be held")
        : Either.right(value);
  }

  private static String tooLarge(JsonSlice slice) {
    String number =
        "a number of more than " + JsonNumber.MOST_DIGITS + " digits or of a huge exponent";
    return slice.isNumber() ? number : JsonValues.kind(slice) + " with " + number + " in it";
  }

  static Either<Failures, String> text(FieldPath path, @Nullable JsonSlice slice) {
    if (slice == null) {
      return FieldValues.missing(path);
    }
    return slice.isText()
        ? Either.right(textOf(slice))
        : FieldValues.type(path, JsonValues.kind(slice), "a text");
  }

  static String textOf(JsonSlice slice) {
    return JsonText.read(slice.array(), slice.from() + 1, slice.to() - 1);
  }

  static Either<Failures, Long> integer(FieldPath path, @Nullable JsonSlice slice) {
    if (slice == null) {
      return FieldValues.missing(path);
    }
    Long whole = integerOf(slice);
    return whole == null
        ? FieldValues.noInteger(path, JsonValues.kind(slice))
        : Either.right(whole);
  }

  private static @Nullable Long integerOf(JsonSlice slice) {
    return slice.isNumber() ? JsonNumber.integer(slice.array(), slice.from(), slice.to()) : null;
  }

  static Either<Failures, BigDecimal> decimal(FieldPath path, @Nullable JsonSlice slice) {
    if (slice == null) {
      return FieldValues.missing(path);
    }
    if (!slice.isNumber()) {
      return FieldValues.type(path, JsonValues.kind(slice), "a number");
    }
    BigDecimal decimal = JsonNumber.decimal(slice.array(), slice.from(), slice.to());
    return decimal == null
        ? FieldValues.type(path, tooLarge(slice), "a number that can be held")
        : Either.right(decimal);
  }

  static Either<Failures, Boolean> bool(FieldPath path, @Nullable JsonSlice slice) {
    if (slice == null) {
      return FieldValues.missing(path);
    }
    return switch (slice.first()) {
      case 't' -> Either.right(Boolean.TRUE);
      case 'f' -> Either.right(Boolean.FALSE);
      default -> FieldValues.type(path, JsonValues.kind(slice), "a boolean");
    };
  }

  static Either<Failures, Instant> instant(FieldPath path, @Nullable JsonSlice slice) {
    if (slice == null) {
      return FieldValues.missing(path);
    }
    Object value = slice.isText() ? textOf(slice) : integerOf(slice);
    Instant instant = FieldValues.instant(value);
    return instant == null
        ? FieldValues.noInstant(path, JsonValues.kind(slice))
        : Either.right(instant);
  }
}
