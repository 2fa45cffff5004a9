package io.millrace.server.codec.avro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.millrace.api.FieldPath;
import io.millrace.server.codec.body.BodyValues;
import io.millrace.server.codec.body.RecordMap;
import io.millrace.server.codec.body.Trees;
import io.millrace.server.stream.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Reads an Avro datum, or what is asked for of it, into JDK values. */
final class AvroReader extends AvroProof {

  /** How many steps of a path the last walk could do. */
  private int walked;

  AvroReader(Bytes datum) {
    super(datum);
  }

  /** A part of a datum that has been proved. */
  AvroReader(byte[] array, int from, int to) {
    super(array, from, to);
  }

  /** The datum, which must be all of the bytes; of no meaning if there is a {@link #failure()}. */
  @Nullable Object readAll(Schema schema) {
    Object value = read(schema);
    end();
    return value;
  }

  /**
   * What is at a path, from its n-th step on; {@link BodyValues#ABSENT} if there is nothing. Of a
   * value that has been proved.
   */
  @Nullable Object find(Schema schema, FieldPath path, int n) {
    Schema there = walk(schema, path, n);
    return there == null ? BodyValues.ABSENT : Trees.find(read(there), path, walked);
  }

  /** The text there, as it was written; null if there is something else, or nothing. */
  @Nullable Bytes findText(Schema schema, FieldPath path, int n) {
    Schema there = walk(schema, path, n);
    if (there == null || walked < path.size() || there.getType() != Schema.Type.STRING) {
      return null;
    }
    int length = length();
    return Bytes.of(array, pass(length), length);
  }

  /** Goes down records as far as a path does; null if one of them has no such field. */
  private @Nullable Schema walk(Schema schema, FieldPath path, int n) {
    Schema here = resolved(schema);
    for (walked = n; walked < path.size(); walked++) {
      FieldPath.Step step = path.step(walked);
      if (here.getType() != Schema.Type.RECORD || step.isIndex()) {
        return here;
      }
      Schema.Field field = here.getField(step.name());
      if (field == null) {
        return null;
      }
      for (Schema.Field before : here.getFields().subList(0, field.pos())) {
        prove(before.schema());
      }
      here = resolved(field.schema());
    }
    return here;
  }

  /** The branch of a union that was written; any other schema itself. */
  private Schema resolved(Schema schema) {
    return schema.getType() == Schema.Type.UNION ? requireNonNull(branch(schema)) : schema;
  }

  private @Nullable Object read(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> null;
      case BOOLEAN -> bool();
      case INT, LONG -> AvroLogical.fromLong(schema, number(schema));
      case FLOAT -> AvroLogical.fromDouble(Float.intBitsToFloat((int) fixedWord(4)), true);
      case DOUBLE -> AvroLogical.fromDouble(Double.longBitsToDouble(fixedWord(8)), false);
      case STRING -> text();
      case BYTES -> AvroLogical.fromBytes(schema, bytes(length()));
      case FIXED -> AvroLogical.fromBytes(schema, bytes(schema.getFixedSize()));
      case ENUM -> symbolName(schema);
      case UNION -> {
        Schema branch = branch(schema);
        yield branch == null ? null : read(branch);
      }
      case RECORD, ARRAY, MAP -> nested(schema);
    };
  }

  private @Nullable Object nested(Schema schema) {
    if (!enter()) {
      return null;
    }
    Object value =
        switch (schema.getType()) {
          case RECORD -> fields(schema);
          case ARRAY -> elements(schema.getElementType());
          default -> entries(schema.getValueType());
        };
    leave();
    return value;
  }

  private Map<String, @Nullable Object> fields(Schema schema) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (Schema.Field field : schema.getFields()) {
      fields.put(field.name(), read(field.schema()));
      if (!isGood()) {
        break;
      }
    }
    return new RecordMap(schema.getFullName(), fields);
  }

  private List<@Nullable Object> elements(Schema schema) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (long count = blockCount(); count > 0 && isGood(); count = blockCount()) {
      for (long i = 0; i < count && isGood(); i++) {
        int before = at;
        elements.add(read(schema));
        element(before);
      }
    }
    return Collections.unmodifiableList(elements);
  }

  private Map<String, @Nullable Object> entries(Schema schema) {
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    for (long count = blockCount(); count > 0 && isGood(); count = blockCount()) {
      for (long i = 0; i < count && isGood(); i++) {
        String name = text();
        if (isGood() && entries.containsKey(name)) {
          fail("a map has a key twice");
        }
        entries.put(name, read(schema));
      }
    }
    return Collections.unmodifiableMap(entries);
  }

  private @Nullable String symbolName(Schema schema) {
    int symbol = symbol(schema);
    return isGood() ? schema.getEnumSymbols().get(symbol) : null;
  }

  private String text() {
    int length = length();
    int from = passText(length);
    return isGood() ? new String(array, from, length, UTF_8) : "";
  }

  private byte[] bytes(int length) {
    int from = pass(length);
    return isGood() ? Arrays.copyOfRange(array, from, from + length) : new byte[0];
  }
}
