package io.millrace.plugin.file;

import io.millrace.api.FieldPath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/**
 * Body values as Avro's logical types: {@code decimal} from numbers, {@code timestamp-*} from
 * ISO-8601 texts with an offset, {@code date} from ISO-8601 dates. What is a plain value of the
 * type below is taken as it is.
 */
final class AvroLogicalValues {

  private AvroLogicalValues() {}

  static Object convert(Schema schema, Object value, FieldPath path) {
    LogicalType logical = schema.getLogicalType();
    if (logical instanceof LogicalTypes.Decimal decimal && value instanceof Number number) {
      return decimal(schema, decimal, number, path);
    }
    if (value instanceof String text) {
      return time(schema, logical.getName(), text, path);
    }
    return plain(schema, value, path);
  }

  private static Object plain(Schema schema, Object value, FieldPath path) {
    return switch (schema.getType()) {
      case INT -> number(schema, value, Integer.SIZE, path).intValue();
      case LONG -> number(schema, value, Long.SIZE, path).longValue();
      case BYTES -> {
        if (value instanceof byte[] bytes) {
          yield ByteBuffer.wrap(bytes);
        }
        throw AvroValues.mismatch(schema, path);
      }
      case FIXED -> {
        if (value instanceof byte[] bytes && bytes.length == schema.getFixedSize()) {
          yield new GenericData.Fixed(schema, bytes);
        }
        throw AvroValues.mismatch(schema, path);
      }
      default -> throw AvroValues.mismatch(schema, path);
    };
  }

  private static BigInteger number(Schema schema, Object value, int bits, FieldPath path) {
    if (value instanceof Number) {
      return AvroValues.whole(value, bits, path);
    }
    throw AvroValues.mismatch(schema, path);
  }

  private static Object time(Schema schema, String logical, String text, FieldPath path) {
    try {
      return switch (logical) {
        case "date" -> Math.toIntExact(LocalDate.parse(text).toEpochDay());
        case "timestamp-millis" -> OffsetDateTime.parse(text).toInstant().toEpochMilli();
        case "timestamp-micros" -> micros(OffsetDateTime.parse(text).toInstant());
        default -> throw AvroValues.mismatch(schema, path);
      };
    } catch (DateTimeException | ArithmeticException e) {
      throw new AvroValues.MismatchException(path, "is no " + logical);
    }
  }

  private static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }

  private static Object decimal(
      Schema schema, LogicalTypes.Decimal type, Number number, FieldPath path) {
    BigDecimal value = new BigDecimal(number.toString());
    if (value.precision() - (long) value.scale() > type.getPrecision() - type.getScale()) {
      throw new AvroValues.MismatchException(path, "has more digits than " + type.getPrecision());
    }
    BigInteger unscaled;
    try {
      unscaled = value.setScale(type.getScale(), RoundingMode.UNNECESSARY).unscaledValue();
    } catch (ArithmeticException e) {
      throw new AvroValues.MismatchException(
          path, "has more than " + type.getScale() + " digits behind the point");
    }
    byte[] bytes = unscaled.toByteArray();
    if (schema.getType() == Schema.Type.BYTES) {
      return ByteBuffer.wrap(bytes);
    }
    byte[] filled = new byte[schema.getFixedSize()];
    if (bytes.length > filled.length) {
      throw AvroValues.mismatch(schema, path);
    }
    Arrays.fill(filled, (byte) (unscaled.signum() < 0 ? -1 : 0));
    System.arraycopy(bytes, 0, filled, filled.length - bytes.length, bytes.length);
    return new GenericData.Fixed(schema, filled);
  }
}
