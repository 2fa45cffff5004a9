package io.millrace.server.codec.json;

import io.millrace.api.FieldPath;
import java.util.Arrays;

/**
 * What documents have in common that differ in their scalars only: names, nesting, order, white
 * space. Where a document's scalars end tells where all its fields stand.
 *
 * <p>A place is coded in an int: which scalar it comes after (in the upper half; 0 for none, then
 * the document's start counts) and how many bytes after its end. Immutable but for a cache, which
 * any thread may use.
 */
final class JsonLayout {

  /** The most bytes between the scalars of a document, and so between two of them. */
  static final int MOST_BETWEEN = 0xffff;

  private static final int MOST_FOUND = 32;

  private final int root;
  private final int rootEnd;
  private final String[] names;
  private final int[] nameFrom;
  private final int[] from;
  private final int[] to;
  private final int[] next;
  private final boolean[] objects;

  /** Names and paths that were looked for first; replaced, never changed. */
  private Found[] found = {};

  /**
   * What was answered.
   *
   * @param what the path or the name, by identity
   * @param first the field that the search started at
   * @param field the answer
   */
  private record Found(Object what, int first, int field) {}

  /**
   * Of a document that has been proved, whose names occur once.
   *
   * @param fields of it, as {@link JsonFields} has them
   * @param ends the document's start, then the end of each scalar, in order
   */
  JsonLayout(byte[] array, int root, int rootEnd, int[] fields, int[] ends) {
    int count = fields.length / JsonFields.WIDTH;
    this.root = code(root, ends);
    this.rootEnd = code(rootEnd, ends);
    names = new String[count];
    nameFrom = new int[count];
    from = new int[count];
    to = new int[count];
    next = new int[count];
    objects = new boolean[count];
    for (int i = 0; i < count; i++) {
      int field = i * JsonFields.WIDTH;
      int name = fields[field];
      int length = fields[field + JsonFields.LENGTH];
      names[i] = JsonText.read(array, name, name + (length < 0 ? ~length : length));
      nameFrom[i] = code(name, ends);
      from[i] = code(fields[field + JsonFields.FROM], ends);
      to[i] = code(fields[field + JsonFields.TO], ends);
      next[i] = fields[field + JsonFields.NEXT] / JsonFields.WIDTH;
      objects[i] = array[fields[field + JsonFields.FROM]] == '{';
    }
  }

  private static int code(int place, int[] ends) {
    int after = Arrays.binarySearch(ends, place);
    if (after < 0) {
      after = -after - 2;
    }
    return after << 16 | (place - ends[after]);
  }

  private static int place(int code, int[] ends) {
    return ends[code >>> 16] + (code & MOST_BETWEEN);
  }

  int root(int[] ends) {
    return place(root, ends);
  }

  int rootEnd(int[] ends) {
    return place(rootEnd, ends);
  }

  /** How many fields are known. */
  int size() {
    return names.length;
  }

  int from(int field, int[] ends) {
    return place(from[field], ends);
  }

  int to(int field, int[] ends) {
    return place(to[field], ends);
  }

  JsonMember member(int field, int[] ends) {
    return new JsonMember(
        place(nameFrom[field], ends) - 1, from(field, ends), to(field, ends), field);
  }

  /** Whether the value of a field is an object. */
  boolean isObject(int field) {
    return objects[field];
  }

  /** Behind the last field that is nested in a field's value. */
  int next(int field) {
    return next[field];
  }

  /** The field of a name among those from one up to another; -1 if there is none. */
  int indexOf(FieldPath.Step name, int first, int end) {
    int known = known(name, first);
    return known < -1 ? remember(name, first, search(name, first, end)) : known;
  }

  /** The same for a path of one or two names. */
  int indexOf(FieldPath path, int first, int end) {
    int known = known(path, first);
    if (known >= -1) {
      return known;
    }
    int field = search(path.step(0), first, end);
    if (field >= 0 && path.size() > 1) {
      field = objects[field] ? search(path.step(1), field + 1, next[field]) : -1;
    }
    return remember(path, first, field);
  }

  private int search(FieldPath.Step name, int first, int end) {
    for (int i = first; i < end; i = next[i]) {
      if (names[i].equals(name.name())) {
        return i;
      }
    }
    return -1;
  }

  private int known(Object what, int first) {
    for (Found one : found) {
      if (one.what == what && one.first == first) {
        return one.field;
      }
    }
    return -2;
  }

  /** Where threads race, one of them looks the same up again. */
  private int remember(Object what, int first, int field) {
    Found[] before = found;
    if (before.length < MOST_FOUND) {
      Found[] after = Arrays.copyOf(before, before.length + 1);
      after[before.length] = new Found(what, first, field);
      found = after;
    }
    return field;
  }
}
