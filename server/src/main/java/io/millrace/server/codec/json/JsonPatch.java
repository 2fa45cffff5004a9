package io.millrace.server.codec.json;

import io.millrace.api.FieldPath;
import io.millrace.server.stream.ByteSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object or array that stands in an array of bytes, with members replaced or removed, and for an
 * object with fields added at its end. Writing it copies what was not changed as it stands.
 *
 * @param base the bytes
 * @param changes the members of the base that are replaced or removed, in the order of the base
 * @param additions the fields that the base does not have, in the order they came
 */
record JsonPatch(JsonSlice base, List<Change> changes, List<Addition> additions)
    implements JsonNode {

  /**
   * A member that is replaced or removed.
   *
   * @param member where it stands in the base
   * @param node its new value; null if it is removed
   */
  record Change(JsonMember member, @Nullable JsonNode node) {}

  /**
   * A field that is added.
   *
   * @param name its name
   * @param node its value
   */
  record Addition(String name, JsonNode node) {}

  @Override
  public @Nullable JsonNode child(FieldPath.Step step) {
    int addition = addition(step);
    if (addition >= 0) {
      return additions.get(addition).node();
    }
    JsonMember member = find(step);
    return member == null ? null : at(member);
  }

  /** Which addition has a name; -1 if none has, or the step is an index. */
  int addition(FieldPath.Step step) {
    if (!step.isIndex()) {
      for (int i = 0; i < additions.size(); i++) {
        if (additions.get(i).name().equals(step.name())) {
          return i;
        }
      }
    }
    return -1;
  }

  /** Whether a field of an object may not be as it is in the base. For names only. */
  boolean touches(FieldPath.Step name) {
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i).member().mayBeNamed(base, name)) {
        return true;
      }
    }
    return addition(name) >= 0;
  }

  /** The value of a member of the base that is not removed. */
  JsonNode at(JsonMember member) {
    Change change = change(member);
    return change != null && change.node() != null ? change.node() : base.part(member);
  }

  /** Where a step's value stands in the base; null if it has none, or if it is removed. */
  @Nullable JsonMember find(FieldPath.Step step) {
    if (step.isIndex() && base.isArray()) {
      return element(step.index());
    }
    JsonMember member = base.find(step);
    Change change = member == null ? null : change(member);
    return change != null && change.node() == null ? null : member;
  }

  private @Nullable JsonMember element(int index) {
    JsonMembers members = new JsonMembers(base);
    int i = 0;
    while (members.next()) {
      JsonMember member = members.member();
      Change change = change(member);
      boolean removed = change != null && change.node() == null;
      if (!removed && i++ == index) {
        return member;
      }
    }
    return null;
  }

  private @Nullable Change change(JsonMember member) {
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i).member().start() == member.start()) {
        return changes.get(i);
      }
    }
    return null;
  }

  @Override
  public void write(ByteSink out) {
    byte[] array = base.array();
    int written = base.from();
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      JsonMember member = change.member();
      JsonNode node = change.node();
      if (node == null) {
        out.put(array, written, member.start() - written);
        written = afterRemoved(member, out);
      } else {
        out.put(array, written, member.from() - written);
        node.write(out);
        written = member.to();
      }
    }
    if (additions.isEmpty()) {
      out.put(array, written, base.to() - written);
    } else {
      writeAdditions(written, out);
    }
  }

  /**
   * Goes behind a removed member and the comma that follows it; of the last one, the comma before
   * it goes, which has been written already.
   */
  private int afterRemoved(JsonMember member, ByteSink out) {
    byte[] array = base.array();
    int next = Json.skipSpace(array, member.to(), base.to());
    if (array[next] == ',') {
      return Json.skipSpace(array, next + 1, base.to());
    }
    int last = Json.skipSpaceBack(out.array(), out.length());
    if (out.array()[last] == ',') {
      out.truncate(last);
    }
    return member.to();
  }

  private void writeAdditions(int written, ByteSink out) {
    byte[] array = base.array();
    int end = Json.skipSpaceBack(array, base.to() - 1) + 1;
    if (end > written) {
      out.put(array, written, end - written);
    }
    for (int i = 0; i < additions.size(); i++) {
      Addition addition = additions.get(i);
      if (out.array()[Json.skipSpaceBack(out.array(), out.length())] != '{') {
        out.put((byte) ',');
      }
      JsonWriter.text(addition.name(), out);
      out.put((byte) ':');
      addition.node().write(out);
    }
    int rest = Math.max(end, written);
    out.put(array, rest, base.to() - rest);
  }

  @Override
  public JsonSlice toSlice() {
    ByteSink out = new ByteSink(base.to() - base.from() + 64);
    write(out);
    byte[] written = new byte[out.length()];
    System.arraycopy(out.array(), 0, written, 0, written.length);
    return new JsonSlice(written, 0, written.length, base.duplicates(), null);
  }
}
