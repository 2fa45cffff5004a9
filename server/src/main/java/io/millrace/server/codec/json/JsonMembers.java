package io.millrace.server.codec.json;

import io.millrace.api.FieldPath;

/** Walks over the fields of an object or the elements of an array that is well-formed. */
final class JsonMembers {

  private final byte[] array;
  private final int end;
  private final boolean object;
  private int next;
  private int start;
  private int nameTo;
  private int from;
  private int to;

  JsonMembers(JsonSlice container) {
    array = container.array();
    end = container.to();
    object = container.isObject();
    next = container.from() + 1;
  }

  /** Goes to the next member; false if there is none. */
  boolean next() {
    int at = Json.skipSpace(array, next, end);
    if (array[at] == ',') {
      at = Json.skipSpace(array, at + 1, end);
    } else if (array[at] == '}' || array[at] == ']') {
      return false;
    }
    start = at;
    if (object) {
      int after = Json.skipText(array, at + 1, end);
      nameTo = after - 1;
      int colon = Json.skipSpace(array, after, end);
      at = Json.skipSpace(array, colon + 1, end);
    }
    from = at;
    to = Json.skipValue(array, at, end);
    next = to;
    return true;
  }

  boolean nameIs(FieldPath.Step step) {
    int length = nameTo - start - 1;
    if (step.nameEquals(array, start + 1, length)) {
      return true;
    }
    // A name with escapes is longer than what it stands for.
    return length > step.name().length()
        && Json.hasBackslash(array, start + 1, nameTo)
        && name().equals(step.name());
  }

  String name() {
    return JsonText.read(array, start + 1, nameTo);
  }

  JsonMember member() {
    return new JsonMember(start, from, to, -1);
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }
}
