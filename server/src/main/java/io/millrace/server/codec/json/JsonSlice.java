package io.millrace.server.codec.json;

import io.millrace.api.FieldPath;
import io.millrace.server.stream.ByteSink;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value that stands in an array.
 *
 * @param array the array
 * @param from where the value starts
 * @param to where it ends
 * @param duplicates whether a name may occur twice in one object, where the last counts
 * @param fields where its fields stand, if it is an object and has been indexed
 */
@SuppressWarnings("ArrayRecordComponent") // a slice of a large array; never compared
record JsonSlice(byte[] array, int from, int to, boolean duplicates, @Nullable JsonIndex fields)
    implements JsonNode {

  static final JsonSlice EMPTY_OBJECT = of(new byte[] {'{', '}'});

  /** A value that fills an array. */
  static JsonSlice of(byte[] array) {
    return new JsonSlice(array, 0, array.length, false, null);
  }

  /** The value of a member of this container. */
  JsonSlice part(JsonMember member) {
    return member.field() >= 0 && fields != null
        ? fields.value(this, member.field())
        : new JsonSlice(array, member.from(), member.to(), duplicates, null);
  }

  byte first() {
    return array[from];
  }

  boolean isObject() {
    return array[from] == '{';
  }

  boolean isArray() {
    return array[from] == '[';
  }

  boolean isText() {
    return array[from] == '"';
  }

  boolean isNull() {
    return array[from] == 'n';
  }

  boolean isNumber() {
    return array[from] == '-' || (array[from] >= '0' && array[from] <= '9');
  }

  /** The bytes as they stand, as text. */
  String raw() {
    return new String(array, from, to - from, java.nio.charset.StandardCharsets.UTF_8);
  }

  /** Where a step's value stands; null if there is none. */
  @Nullable JsonMember find(FieldPath.Step step) {
    if (step.isIndex()) {
      return isArray() ? element(step.index()) : null;
    }
    if (!isObject()) {
      return null;
    }
    if (fields == null) {
      return field(step);
    }
    int field = fields.indexOf(this, step);
    return field < 0 ? null : fields.member(field);
  }

  private @Nullable JsonMember field(FieldPath.Step step) {
    JsonMembers members = new JsonMembers(this);
    JsonMember found = null;
    while (members.next()) {
      if (members.nameIs(step)) {
        found = members.member();
        if (!duplicates) {
          return found;
        }
      }
    }
    return found;
  }

  private @Nullable JsonMember element(int index) {
    JsonMembers members = new JsonMembers(this);
    for (int i = 0; members.next(); i++) {
      if (i == index) {
        return members.member();
      }
    }
    return null;
  }

  @Override
  public @Nullable JsonSlice child(FieldPath.Step step) {
    if (fields != null && !step.isIndex()) {
      int field = fields.indexOf(this, step);
      return field < 0 ? null : fields.value(this, field);
    }
    JsonMember member = find(step);
    return member == null ? null : part(member);
  }

  @Override
  public void write(ByteSink out) {
    out.put(array, from, to - from);
  }

  @Override
  public JsonSlice toSlice() {
    return this;
  }

  @Override
  public JsonSlice base() {
    return this;
  }
}
