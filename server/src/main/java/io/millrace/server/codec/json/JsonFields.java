package io.millrace.server.codec.json;

import io.millrace.api.FieldPath;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of one object stand, and those of the objects that are its fields' values; of
 * what is nested deeper nothing is noted.
 *
 * <p>The fields of a nested object follow the field they are the value of. Five ints a field: where
 * the name starts (behind its quote); its length, complemented if the name has escapes; where the
 * value starts and where it ends; which int the next field of the same object starts at.
 */
final class JsonFields extends JsonIndex {

  static final int WIDTH = 5;
  static final int LENGTH = 1;
  static final int FROM = 2;
  static final int TO = 3;
  static final int NEXT = 4;

  private final int[] fields;
  private final int first;
  private final int end;

  JsonFields(int[] fields) {
    this(fields, 0, fields.length);
  }

  private JsonFields(int[] fields, int first, int end) {
    this.fields = fields;
    this.first = first;
    this.end = end;
  }

  @Override
  int indexOf(JsonSlice object, FieldPath.Step name) {
    return last(object, name, first, end);
  }

  @Override
  int indexOf(JsonSlice object, FieldPath path) {
    int field = last(object, path.step(0), first, end);
    return field < 0 || path.size() == 1 ? field : inside(object, field, path.step(1));
  }

  /** The last field of a name in the object that is a field's value; -1 if there is none. */
  private int inside(JsonSlice object, int field, FieldPath.Step name) {
    return object.array()[fields[field + FROM]] == '{'
        ? last(object, name, field + WIDTH, fields[field + NEXT])
        : -1;
  }

  /** Whether the fields of a nested object are noted here too. */
  private boolean knowsNested() {
    return first == 0;
  }

  @Override
  JsonMember member(int field) {
    return new JsonMember(fields[field] - 1, fields[field + FROM], fields[field + TO], field);
  }

  @Override
  JsonSlice value(JsonSlice object, int field) {
    return new JsonSlice(
        object.array(),
        fields[field + FROM],
        fields[field + TO],
        object.duplicates(),
        nested(object, field));
  }

  @Override
  JsonSlice leaf(JsonSlice object, int field) {
    return new JsonSlice(
        object.array(), fields[field + FROM], fields[field + TO], object.duplicates(), null);
  }

  @Override
  int from(int field) {
    return fields[field + FROM];
  }

  @Override
  int to(int field) {
    return fields[field + TO];
  }

  private @Nullable JsonFields nested(JsonSlice object, int field) {
    return knowsNested() && object.array()[fields[field + FROM]] == '{'
        ? new JsonFields(fields, field + WIDTH, fields[field + NEXT])
        : null;
  }

  private int last(JsonSlice object, FieldPath.Step name, int from, int to) {
    byte[] array = object.array();
    int found = -1;
    for (int i = from; i < to; i = fields[i + NEXT]) {
      if (isNamed(array, i, name)) {
        if (!object.duplicates()) {
          return i;
        }
        found = i;
      }
    }
    return found;
  }

  private boolean isNamed(byte[] array, int i, FieldPath.Step name) {
    int from = fields[i];
    int length = fields[i + LENGTH];
    return length >= 0
        ? name.nameEquals(array, from, length)
        : JsonText.read(array, from, from + ~length).equals(name.name());
  }
}
