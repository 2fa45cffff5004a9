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
final class JsonFields {

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

  /** The last field of a name; null if there is none. */
  @Nullable JsonMember find(JsonSlice object, FieldPath.Step name) {
    int i = last(object, name);
    return i < 0 ? null : new JsonMember(fields[i] - 1, fields[i + FROM], fields[i + TO]);
  }

  /** The value of the last field of a name; null if there is none. */
  @Nullable JsonSlice child(JsonSlice object, FieldPath.Step name) {
    int i = last(object, name);
    return i < 0
        ? null
        : new JsonSlice(
            object.array(),
            fields[i + FROM],
            fields[i + TO],
            object.duplicates(),
            nested(object, i));
  }

  /** The value that two names lead to, without an object for the one between; null if none. */
  @Nullable JsonSlice grandchild(JsonSlice object, FieldPath.Step outer, FieldPath.Step inner) {
    int i = last(object, outer);
    if (i < 0 || object.array()[fields[i + FROM]] != '{') {
      return null;
    }
    int j = last(object, inner, i + WIDTH, fields[i + NEXT]);
    return j < 0
        ? null
        : new JsonSlice(
            object.array(), fields[j + FROM], fields[j + TO], object.duplicates(), null);
  }

  private @Nullable JsonFields nested(JsonSlice object, int i) {
    boolean isTop = first == 0;
    return isTop && object.array()[fields[i + FROM]] == '{'
        ? new JsonFields(fields, i + WIDTH, fields[i + NEXT])
        : null;
  }

  private int last(JsonSlice object, FieldPath.Step name) {
    return last(object, name, first, end);
  }

  private int last(JsonSlice object, FieldPath.Step name, int from, int to) {
    int found = -1;
    for (int i = from; i < to; i = fields[i + NEXT]) {
      if (isNamed(object.array(), i, name)) {
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
