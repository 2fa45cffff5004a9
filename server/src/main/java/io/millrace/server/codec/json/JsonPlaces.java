package io.millrace.server.codec.json;

import io.millrace.api.FieldPath;
import org.jspecify.annotations.Nullable;

/** The fields of a document whose layout is known. */
final class JsonPlaces extends JsonIndex {

  private final JsonLayout layout;
  private final int[] ends;
  private final int first;
  private final int end;

  /**
   * The fields of the root.
   *
   * @param ends the document's start, then the end of each scalar
   */
  JsonPlaces(JsonLayout layout, int[] ends) {
    this(layout, ends, 0, layout.size());
  }

  private JsonPlaces(JsonLayout layout, int[] ends, int first, int end) {
    this.layout = layout;
    this.ends = ends;
    this.first = first;
    this.end = end;
  }

  /** Where the document's value starts. */
  int root() {
    return layout.root(ends);
  }

  int rootEnd() {
    return layout.rootEnd(ends);
  }

  @Override
  int indexOf(JsonSlice object, FieldPath.Step name) {
    return layout.indexOf(name, first, end);
  }

  @Override
  int indexOf(JsonSlice object, FieldPath path) {
    return layout.indexOf(path, first, end);
  }

  @Override
  JsonMember member(int field) {
    return layout.member(field, ends);
  }

  @Override
  JsonSlice value(JsonSlice object, int field) {
    return slice(object, field, nested(field));
  }

  @Override
  JsonSlice leaf(JsonSlice object, int field) {
    return slice(object, field, null);
  }

  private JsonSlice slice(JsonSlice object, int field, @Nullable JsonIndex fields) {
    return new JsonSlice(
        object.array(), layout.from(field, ends), layout.to(field, ends), false, fields);
  }

  /** Of what is nested deeper than in the root's fields nothing is known. */
  private @Nullable JsonIndex nested(int field) {
    return first == 0 && layout.isObject(field)
        ? new JsonPlaces(layout, ends, field + 1, layout.next(field))
        : null;
  }

  @Override
  int from(int field) {
    return layout.from(field, ends);
  }

  @Override
  int to(int field) {
    return layout.to(field, ends);
  }
}
