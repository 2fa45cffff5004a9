package io.millrace.server.codec.json;

import io.millrace.api.FieldPath;

/**
 * Where a field of an object or an element of an array stands.
 *
 * @param start where the name's opening quote stands; for an element the same as {@code from}
 * @param from where the value starts
 * @param to where the value ends
 * @param field its number in the container's {@link JsonIndex}; -1 if it is none
 */
record JsonMember(int start, int from, int to, int field) {

  /** Whether this field of an object may have a name: one with escapes may have any. */
  boolean mayBeNamed(JsonSlice object, FieldPath.Step name) {
    byte[] array = object.array();
    int nameFrom = start + 1;
    int close = Json.skipText(array, nameFrom, object.to()) - 1;
    return name.nameEquals(array, nameFrom, close - nameFrom)
        || Json.hasBackslash(array, nameFrom, close);
  }
}
