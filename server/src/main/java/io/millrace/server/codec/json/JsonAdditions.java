package io.millrace.server.codec.json;

import io.millrace.api.FieldPath;
import io.millrace.server.stream.ByteSink;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Fields that a document did not have, added to its root or to an object that is the value of one
 * of the root's fields: what enrichers mostly do. Every other change makes a {@link JsonPatch}.
 * Immutable.
 */
final class JsonAdditions {

  private static final Addition[] NONE = {};

  /** By place; of one place, in the order they came. */
  private final Addition[] additions;

  /**
   * One of them.
   *
   * @param path one or two names
   * @param place behind what it comes after in the document's array
   * @param value its value, encoded
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Addition(FieldPath path, int place, byte[] value) {}

  private JsonAdditions(Addition[] additions) {
    this.additions = additions;
  }

  /**
   * One more.
   *
   * @param before those that there are; null: none
   * @param base the document's value
   * @param value the field's value, encoded
   * @return null if the change is another than the addition of such a field
   */
  static @Nullable JsonAdditions plus(
      @Nullable JsonAdditions before, JsonSlice base, FieldPath path, byte[] value) {
    int place = place(base, path);
    if (place < 0 || (before != null && before.concern(path))) {
      return null;
    }
    Addition[] old = before == null ? NONE : before.additions;
    Addition[] more = Arrays.copyOf(old, old.length + 1);
    int at = old.length;
    for (; at > 0 && more[at - 1].place > place; at--) {
      more[at] = more[at - 1];
    }
    more[at] = new Addition(path, place, value);
    return new JsonAdditions(more);
  }

  private static int place(JsonSlice base, FieldPath path) {
    JsonIndex fields = base.fields();
    int size = path.size();
    if (fields == null || base.duplicates() || size > 2 || path.step(0).isIndex()) {
      return -1;
    }
    if (size == 1) {
      return fields.indexOf(base, path) < 0 ? behindLast(base, base.to()) : -1;
    }
    int object = fields.indexOf(base, path.step(0));
    boolean fits =
        object >= 0
            && !path.step(1).isIndex()
            && base.array()[fields.from(object)] == '{'
            && fields.indexOf(base, path) < 0;
    return fits ? behindLast(base, fields.to(object)) : -1;
  }

  private static int behindLast(JsonSlice base, int objectEnd) {
    return Json.skipSpaceBack(base.array(), objectEnd - 1) + 1;
  }

  /** Whether what is at a path may not be as it is in the document. */
  boolean concern(FieldPath path) {
    for (Addition one : additions) {
      if (path.size() == 0 || meet(one.path, path)) {
        return true;
      }
    }
    return false;
  }

  private static boolean meet(FieldPath one, FieldPath other) {
    return one.step(0).equals(other.step(0))
        && (one.size() == 1 || other.size() == 1 || one.step(1).equals(other.step(1)));
  }

  /** The document's value as a patch has it. */
  JsonNode appliedTo(JsonSlice base) {
    JsonNode node = base;
    for (Addition one : additions) {
      node = JsonEdits.with(node, one.path, 0, JsonSlice.of(one.value));
    }
    return node;
  }

  void write(JsonSlice base, ByteSink out) {
    int written = base.from();
    for (Addition one : additions) {
      out.put(base.array(), written, one.place - written);
      written = one.place;
      if (out.array()[out.length() - 1] != '{') {
        out.put((byte) ',');
      }
      JsonWriter.text(one.path.step(one.path.size() - 1).name(), out);
      out.put((byte) ':');
      out.put(one.value, 0, one.value.length);
    }
    out.put(base.array(), written, base.to() - written);
  }
}
