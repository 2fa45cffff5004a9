package io.millrace.server.codec.avro;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Failure;
import io.millrace.api.FieldPath;
import io.millrace.server.codec.body.BodyValues;
import io.millrace.server.codec.body.FieldValues;
import io.millrace.server.codec.body.RecordMap;
import io.millrace.server.stream.ByteSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Writes body values as Avro. Nothing is lost on the way: a field that the schema does not have, or
 * a number that would be rounded to an int, is a failure. A field that is missing takes its
 * default.
 */
final class AvroWriter {

  private final ByteSink out;

  /** The way to the value in hand: names and indexes. Made a path of only if something is wrong. */
  private final List<Object> steps = new ArrayList<>();

  private Failure failure = Failure.rejected("avro.value", "it cannot be written as Avro");

  AvroWriter(ByteSink out) {
    this.out = out;
  }

  /** Why {@link #write} has answered with false. */
  Failure failure() {
    return failure;
  }

  /** Appends a value; false if it is none of the schema. */
  boolean write(Schema schema, @Nullable Object value) {
    return switch (schema.getType()) {
      case NULL -> value == null || mismatch(schema, value);
      case BOOLEAN -> bool(schema, value);
      case INT, LONG -> number(schema, value);
      case FLOAT, DOUBLE -> floating(schema, value);
      case STRING -> value instanceof String text ? text(text) : mismatch(schema, value);
      case BYTES, FIXED -> bytes(schema, value);
      case ENUM -> symbol(schema, value);
      case UNION -> union(schema, value);
      case RECORD -> value instanceof Map<?, ?> map ? fields(schema, map) : mismatch(schema, value);
      case ARRAY -> value instanceof List<?> list ? list(schema, list) : mismatch(schema, value);
      case MAP -> value instanceof Map<?, ?> map ? map(schema, map) : mismatch(schema, value);
    };
  }

  private boolean bool(Schema schema, @Nullable Object value) {
    if (!(value instanceof Boolean bool)) {
      return mismatch(schema, value);
    }
    out.put((byte) (bool ? 1 : 0));
    return true;
  }

  private boolean number(Schema schema, @Nullable Object value) {
    Long number = AvroLogical.toLong(schema, value);
    if (number == null || (schema.getType() != Schema.Type.LONG && number != number.intValue())) {
      return mismatch(schema, value);
    }
    out.putVarlong(number);
    return true;
  }

  private boolean floating(Schema schema, @Nullable Object value) {
    Double number = AvroLogical.toDouble(value);
    boolean single = schema.getType() == Schema.Type.FLOAT;
    if (number == null
        || (single && value instanceof Number && Float.isInfinite(number.floatValue()))) {
      return mismatch(schema, value);
    }
    long bits =
        single
            ? Float.floatToIntBits(value instanceof Number n ? n.floatValue() : number.floatValue())
            : Double.doubleToLongBits(number);
    for (int i = 0; i < (single ? 4 : 8); i++) {
      out.put((byte) (bits >>> (8 * i)));
    }
    return true;
  }

  private boolean text(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    out.putVarlong(utf8.length);
    out.put(utf8, 0, utf8.length);
    return true;
  }

  private boolean bytes(Schema schema, @Nullable Object value) {
    byte[] bytes = AvroLogical.toBytes(schema, value);
    if (bytes == null) {
      return mismatch(schema, value);
    }
    if (schema.getType() == Schema.Type.BYTES) {
      out.putVarlong(bytes.length);
    }
    out.put(bytes, 0, bytes.length);
    return true;
  }

  private boolean symbol(Schema schema, @Nullable Object value) {
    if (!(value instanceof String symbol) || !schema.hasEnumSymbol(symbol)) {
      return mismatch(schema, value);
    }
    out.putVarlong(schema.getEnumOrdinal(symbol));
    return true;
  }

  /** The record's own branch if it has one, else the first that takes the value. */
  private boolean union(Schema schema, @Nullable Object value) {
    List<Schema> branches = schema.getTypes();
    if (value instanceof RecordMap tagged) {
      Integer own = schema.getIndexNamed(tagged.schema());
      if (own != null) {
        out.putVarlong(own);
        return write(branches.get(own), value);
      }
    }
    int before = out.length();
    int depth = steps.size();
    Failure last = null;
    for (int i = 0; i < branches.size(); i++) {
      out.putVarlong(i);
      if (write(branches.get(i), value)) {
        return true;
      }
      out.truncate(before);
      steps.subList(depth, steps.size()).clear();
      last = branches.get(i).getType() == Schema.Type.NULL ? last : failure;
    }
    // With one branch beside null, what is wrong in it says more than that nothing fits.
    if (branches.size() == 2 && last != null && schema.isNullable() && value != null) {
      failure = last;
      return false;
    }
    return mismatch(schema, value);
  }

  private boolean fields(Schema schema, Map<?, ?> map) {
    int taken = 0;
    for (Schema.Field field : schema.getFields()) {
      Object value = map.get(field.name());
      boolean present = value != null || map.containsKey(field.name());
      taken += present ? 1 : 0;
      if (!field(field, present ? value : BodyValues.ABSENT)) {
        return false;
      }
    }
    return taken == map.size() || areKnown(schema, map);
  }

  /** Appends a record's field; {@link BodyValues#ABSENT} takes its default. */
  boolean field(Schema.Field field, @Nullable Object value) {
    steps.add(field.name());
    if (!(value == BodyValues.ABSENT ? writeDefault(field) : write(field.schema(), value))) {
      return false;
    }
    leave();
    return true;
  }

  private boolean writeDefault(Schema.Field field) {
    if (!field.hasDefaultValue()) {
      return fail("avro.missing", path() + " is missing, and the schema has no default for it");
    }
    byte[] encoded = AvroSchemas.encodedDefault(field);
    out.put(encoded, 0, encoded.length);
    return true;
  }

  /** Whether the schema has a field for each of some; else that is the failure. */
  boolean areKnown(Schema schema, Map<?, ?> map) {
    for (Object name : map.keySet()) {
      if (schema.getField((String) name) == null) {
        steps.add(name);
        return fail("avro.unknown", path() + " is no field of the schema " + schema.getFullName());
      }
    }
    return true;
  }

  private boolean list(Schema schema, List<?> list) {
    if (!list.isEmpty()) {
      out.putVarlong(list.size());
      for (int i = 0; i < list.size(); i++) {
        steps.add(i);
        if (!write(schema.getElementType(), list.get(i))) {
          return false;
        }
        leave();
      }
    }
    out.put((byte) 0);
    return true;
  }

  private boolean map(Schema schema, Map<?, ?> map) {
    if (!map.isEmpty()) {
      out.putVarlong(map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        steps.add(entry.getKey());
        text((String) entry.getKey());
        if (!write(schema.getValueType(), entry.getValue())) {
          return false;
        }
        leave();
      }
    }
    out.put((byte) 0);
    return true;
  }

  private void leave() {
    steps.remove(steps.size() - 1);
  }

  private FieldPath path() {
    FieldPath path = FieldPath.ROOT;
    for (Object step : steps) {
      path = step instanceof Integer index ? path.child(index) : path.child((String) step);
    }
    return path;
  }

  private boolean mismatch(Schema schema, @Nullable Object value) {
    FieldPath path = path();
    return fail(
        "avro.mismatch",
        (path.size() == 0 ? "the body" : path.toString())
            + " is "
            + FieldValues.kind(value)
            + " that does not fit "
            + AvroSchemas.describe(schema));
  }

  private boolean fail(String code, String message) {
    failure = Failure.rejected(code, path(), message);
    return false;
  }
}
