package io.millrace.server.codec;

import io.millrace.api.FieldPath;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of one object stand.
 *
 * <p>Four ints a field: where the name starts (behind its quote); its length, complemented if the
 * name has escapes; where the value starts and where it ends.
 */
final class JsonFields {

  static final int WIDTH = 4;

  private final int[] fields;

  JsonFields(int[] fields) {
    this.fields = fields;
  }

  /** The last field of a name; null if there is none. */
  @Nullable JsonMember find(byte[] array, FieldPath.Step name) {
    for (int i = fields.length - WIDTH; i >= 0; i -= WIDTH) {
      int from = fields[i];
      int length = fields[i + 1];
      if (length >= 0
          ? name.nameEquals(array, from, length)
          : JsonText.read(array, from, from + ~length).equals(name.name())) {
        return new JsonMember(from - 1, fields[i + 2], fields[i + 3]);
      }
    }
    return null;
  }
}
