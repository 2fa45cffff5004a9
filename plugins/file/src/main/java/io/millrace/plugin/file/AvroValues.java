package io.millrace.plugin.file;

import io.millrace.api.FieldPath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/** Body values as the values of an Avro schema. */
final class AvroValues {

  private AvroValues() {}

  /** A value that the schema does not allow. Carries no stack trace. */
  static final class MismatchException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient FieldPath field;

    MismatchException(FieldPath field, String what) {
      super((field.size() == 0 ? "the event" : field) + " " + what, null, false, false);
      this.field = field;
    }

    FieldPath field() {
      return field;
    }
  }

  /**
   * Converts a value.
   *
   * @param path where the value stands, for the message
   * @throws MismatchException if the schema does not allow it
   */
  static @Nullable Object convert(Schema schema, @Nullable Object value, FieldPath path) {
    LogicalType logical = schema.getLogicalType();
    if (logical != null && schema.getType() != Schema.Type.STRING && value != null) {
      return AvroLogicalValues.convert(schema, value, path);
    }
    return switch (schema.getType()) {
      case RECORD -> record(schema, value, path);
      case ARRAY -> array(schema, value, path);
      case MAP -> map(schema, value, path);
      case UNION -> union(schema, value, path);
      case ENUM -> symbol(schema, value, path);
      case FIXED -> fixed(schema, value, path);
      default -> scalar(schema, value, path);
    };
  }

  private static Object record(Schema schema, @Nullable Object value, FieldPath path) {
    if (!(value instanceof Map<?, ?> map)) {
      throw mismatch(schema, path);
    }
    GenericData.Record written = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      FieldPath at = path.child(field.name());
      if (map.containsKey(field.name())) {
        written.put(field.pos(), convert(field.schema(), map.get(field.name()), at));
      } else if (field.hasDefaultValue()) {
        written.put(field.pos(), GenericData.get().getDefaultValue(field));
      } else if (!field.schema().isNullable()) {
        throw new MismatchException(at, "is missing");
      }
    }
    return written;
  }

  private static Object array(Schema schema, @Nullable Object value, FieldPath path) {
    if (!(value instanceof List<?> list)) {
      throw mismatch(schema, path);
    }
    List<Object> written = new ArrayList<>(list.size());
    for (Object element : list) {
      written.add(convert(schema.getElementType(), element, path.child(written.size())));
    }
    return written;
  }

  private static Object map(Schema schema, @Nullable Object value, FieldPath path) {
    if (!(value instanceof Map<?, ?> map)) {
      throw mismatch(schema, path);
    }
    Map<String, Object> written = new LinkedHashMap<>();
    map.forEach(
        (name, member) ->
            written.put(
                (String) name, convert(schema.getValueType(), member, path.child((String) name))));
    return written;
  }

  private static @Nullable Object union(Schema schema, @Nullable Object value, FieldPath path) {
    MismatchException only = null;
    for (Schema branch : schema.getTypes()) {
      if ((branch.getType() == Schema.Type.NULL) != (value == null)) {
        continue;
      }
      try {
        return convert(branch, value, path);
      } catch (MismatchException e) {
        only = e;
      }
    }
    throw only != null && schema.getTypes().size() <= 2 ? only : mismatch(schema, path);
  }

  private static Object symbol(Schema schema, @Nullable Object value, FieldPath path) {
    if (value instanceof String text && schema.hasEnumSymbol(text)) {
      return new GenericData.EnumSymbol(schema, text);
    }
    throw mismatch(schema, path);
  }

  private static Object fixed(Schema schema, @Nullable Object value, FieldPath path) {
    if (value instanceof byte[] bytes && bytes.length == schema.getFixedSize()) {
      return new GenericData.Fixed(schema, bytes);
    }
    throw mismatch(schema, path);
  }

  private static @Nullable Object scalar(Schema schema, @Nullable Object value, FieldPath path) {
    Object written =
        switch (schema.getType()) {
          case STRING -> value instanceof String ? value : null;
          case BYTES -> value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : null;
          case BOOLEAN -> value instanceof Boolean ? value : null;
          case INT -> value instanceof Number ? whole(value, Integer.SIZE, path).intValue() : null;
          case LONG -> value instanceof Number ? whole(value, Long.SIZE, path).longValue() : null;
          case FLOAT -> value instanceof Number number ? number.floatValue() : null;
          case DOUBLE -> value instanceof Number number ? number.doubleValue() : null;
          default -> null;
        };
    if (written == null && !(schema.getType() == Schema.Type.NULL && value == null)) {
      throw mismatch(schema, path);
    }
    return written;
  }

  /** A whole number that fits into so many bits; {@code 1.0} is whole. */
  static BigInteger whole(Object number, int bits, FieldPath path) {
    BigDecimal decimal = new BigDecimal(number.toString());
    // Without the first check 1e1000000000 would be written out.
    if (decimal.precision() - (long) decimal.scale() <= 20
        && (decimal.signum() == 0 || decimal.stripTrailingZeros().scale() <= 0)) {
      BigInteger whole = decimal.toBigInteger();
      if (whole.bitLength() < bits) {
        return whole;
      }
    }
    throw new MismatchException(path, "is no whole number of " + bits + " bits");
  }

  static MismatchException mismatch(Schema schema, FieldPath path) {
    String wanted =
        schema.getType() == Schema.Type.UNION
            ? "none of " + schema.getTypes().stream().map(Schema::getName).toList()
            : "no " + schema.getName();
    return new MismatchException(path, "is " + wanted + " of the Avro schema");
  }
}
