package io.millrace.server.codec.json;

import io.millrace.api.FieldPath;

/**
 * Where the fields of one object stand, and perhaps those of the objects that are its fields'
 * values. A field is known by a number that means something to its own index only.
 *
 * <p>A class, not an interface: its calls and casts are the most frequent of all, and Java 17 looks
 * an interface up in a list where it compares one word for a class.
 */
abstract sealed class JsonIndex permits JsonFields, JsonPlaces {

  /** The last field of a name; -1 if there is none. */
  abstract int indexOf(JsonSlice object, FieldPath.Step name);

  /**
   * The last field that a path of one or two names leads to, without an object for the one between;
   * -1 if there is none.
   */
  abstract int indexOf(JsonSlice object, FieldPath path);

  /** The field, by what {@link #indexOf} answered. */
  abstract JsonMember member(int field);

  /** The value of a field. */
  abstract JsonSlice value(JsonSlice object, int field);

  /** The same for a value whose own fields will not be asked for by name. */
  abstract JsonSlice leaf(JsonSlice object, int field);

  /** Where a field's value starts. */
  abstract int from(int field);

  /** Where a field's value ends. */
  abstract int to(int field);
}
