package io.millrace.server.codec.avro;

import io.millrace.server.codec.text.InstantText;
import io.millrace.server.codec.text.JsonNumber;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What Avro's logical types are as body values, and back: decimals are decimals; times are ISO-8601
 * texts, but {@code timestamp-millis} is its milliseconds, as {@code Event.instant} reads them.
 * Unknown ones are what they stand on, as the specification wants it.
 */
final class AvroLogical {

  private static final long SECONDS_A_DAY = 86_400;
  private static final long NANOS_A_SECOND = 1_000_000_000;

  private AvroLogical() {}

  private static String name(Schema schema) {
    LogicalType type = schema.getLogicalType();
    return type == null ? "" : type.getName();
  }

  static Object fromLong(Schema schema, long value) {
    return switch (name(schema)) {
      case "timestamp-micros" -> instant(value, 1_000_000).toString();
      case "timestamp-nanos" -> instant(value, NANOS_A_SECOND).toString();
      case "local-timestamp-millis" -> local(instant(value, 1000));
      case "local-timestamp-micros" -> local(instant(value, 1_000_000));
      case "local-timestamp-nanos" -> local(instant(value, NANOS_A_SECOND));
      case "date" -> LocalDate.ofEpochDay(value).toString();
      case "time-millis" -> time(value, 1000);
      case "time-micros" -> time(value, 1_000_000);
      default -> value;
    };
  }

  private static Instant instant(long value, long perSecond) {
    return Instant.ofEpochSecond(
        Math.floorDiv(value, perSecond),
        Math.floorMod(value, perSecond) * (NANOS_A_SECOND / perSecond));
  }

  /** Far beyond what a local date can say there is only the number. */
  private static Object local(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
  }

  private static Object time(long value, long perSecond) {
    return value >= 0 && value < SECONDS_A_DAY * perSecond
        ? LocalTime.ofNanoOfDay(value * (NANOS_A_SECOND / perSecond)).toString()
        : (Object) value;
  }

  /** The long of a body value; null if it is none of the schema's. */
  static @Nullable Long toLong(Schema schema, @Nullable Object value) {
    Long whole = JsonNumber.whole(value);
    if (!(value instanceof String text)) {
      return whole == null ? null : fromNumber(schema, whole);
    }
    try {
      return switch (name(schema)) {
        case "timestamp-millis" -> scaled(InstantText.parse(text), 1000);
        case "timestamp-micros" -> scaled(InstantText.parse(text), 1_000_000);
        case "timestamp-nanos" -> scaled(InstantText.parse(text), NANOS_A_SECOND);
        case "local-timestamp-millis" -> scaled(localInstant(text), 1000);
        case "local-timestamp-micros" -> scaled(localInstant(text), 1_000_000);
        case "local-timestamp-nanos" -> scaled(localInstant(text), NANOS_A_SECOND);
        case "date" -> LocalDate.parse(text).toEpochDay();
        case "time-millis" -> exact(LocalTime.parse(text).toNanoOfDay(), 1_000_000);
        case "time-micros" -> exact(LocalTime.parse(text).toNanoOfDay(), 1000);
        default -> null;
      };
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  /** A number for a time is milliseconds, wherever it goes; all else is the number itself. */
  private static @Nullable Long fromNumber(Schema schema, long value) {
    int factor =
        switch (name(schema)) {
          case "timestamp-micros" -> 1000;
          case "timestamp-nanos" -> 1_000_000;
          default -> 1;
        };
    long product = value * factor;
    return Math.multiplyHigh(value, factor) == product >> 63 ? product : null;
  }

  private static Instant localInstant(String text) {
    return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }

  private static @Nullable Long scaled(@Nullable Instant time, long perSecond) {
    if (time == null) {
      return null;
    }
    Long fraction = exact(time.getNano(), NANOS_A_SECOND / perSecond);
    return fraction == null
        ? null
        : Math.addExact(Math.multiplyExact(time.getEpochSecond(), perSecond), fraction);
  }

  /** Nothing is rounded: a time with more digits than the type has is none of the type. */
  private static @Nullable Long exact(long value, long divisor) {
    return value % divisor == 0 ? value / divisor : null;
  }

  /** A float or double with the fewest digits that tell it apart; what is no number as its name. */
  static Object fromDouble(double value, boolean single) {
    String digits = single ? Float.toString((float) value) : Double.toString(value);
    return Double.isFinite(value) ? new BigDecimal(digits) : digits;
  }

  /** The double of a body value; null if it is none. */
  static @Nullable Double toDouble(@Nullable Object value) {
    if (value instanceof Number number) {
      double result = number.doubleValue();
      return Double.isFinite(result) ? result : null;
    }
    if ("NaN".equals(value)) {
      return Double.NaN;
    }
    if ("Infinity".equals(value)) {
      return Double.POSITIVE_INFINITY;
    }
    return "-Infinity".equals(value) ? Double.NEGATIVE_INFINITY : null;
  }

  /** A decimal with far more digits than its type has stays bytes: it is none. */
  static Object fromBytes(Schema schema, byte[] bytes) {
    return schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
            && bytes.length > 0
            && bytes.length <= 8 + decimal.getPrecision() / 2
        ? new BigDecimal(new BigInteger(bytes), decimal.getScale())
        : bytes;
  }

  /** The bytes of a body value; null if it is none of the schema's. */
  static byte @Nullable [] toBytes(Schema schema, @Nullable Object value) {
    boolean fixed = schema.getType() == Schema.Type.FIXED;
    if (value instanceof byte[] bytes) {
      return fixed && bytes.length != schema.getFixedSize() ? null : bytes;
    }
    if (!(schema.getLogicalType() instanceof LogicalTypes.Decimal decimal)
        || !(value instanceof Number number)) {
      return null;
    }
    byte[] unscaled = unscaled(decimal, number);
    return unscaled == null || !fixed ? unscaled : extended(unscaled, schema.getFixedSize());
  }

  private static byte @Nullable [] unscaled(LogicalTypes.Decimal type, Number number) {
    BigDecimal value =
        number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
    // Before the digits are written out: 1e1000000000 would have a gigabyte of them.
    if ((long) value.precision() - value.scale() > type.getPrecision()) {
      return null;
    }
    if (value.signum() != 0 && value.stripTrailingZeros().scale() > type.getScale()) {
      return null;
    }
    BigDecimal scaled =
        value.signum() == 0
            ? BigDecimal.ZERO.setScale(type.getScale())
            : value.setScale(type.getScale(), RoundingMode.UNNECESSARY);
    return scaled.precision() > type.getPrecision() ? null : scaled.unscaledValue().toByteArray();
  }

  private static byte @Nullable [] extended(byte[] unscaled, int size) {
    if (unscaled.length > size) {
      return null;
    }
    byte[] bytes = new byte[size];
    java.util.Arrays.fill(bytes, (byte) (unscaled[0] >> 7));
    System.arraycopy(unscaled, 0, bytes, size - unscaled.length, unscaled.length);
    return bytes;
  }
}
