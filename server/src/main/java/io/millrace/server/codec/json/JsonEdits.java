package io.millrace.server.codec.json;

import io.millrace.api.FieldPath;
import io.millrace.api.PathConflictException;
import io.millrace.server.codec.body.Conflicts;
import io.millrace.server.codec.json.JsonPatch.Addition;
import io.millrace.server.codec.json.JsonPatch.Change;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes JSON values by path; what does not change is shared. */
final class JsonEdits {

  private JsonEdits() {}

  /** The node with a value at the path, from its n-th step on. */
  static JsonNode with(@Nullable JsonNode node, FieldPath path, int n, JsonNode value) {
    if (n == path.size()) {
      return value;
    }
    FieldPath.Step step = path.step(n);
    if (!(node instanceof JsonPatch patch)) {
      return withFirst(base(node, path, n), path, n, value);
    }
    base(patch, path, n);
    int addition = patch.addition(step);
    if (addition >= 0) {
      JsonNode old = patch.additions().get(addition).node();
      return replaceAddition(patch, addition, with(old, path, n + 1, value));
    }
    JsonMember member = patch.find(step);
    return member == null
        ? add(patch, added(path, n, value))
        : change(patch, member, with(patch.at(member), path, n + 1, value));
  }

  /** The same for what has not been changed yet. */
  private static JsonNode withFirst(JsonSlice base, FieldPath path, int n, JsonNode value) {
    JsonMember member = base.find(path.step(n));
    if (member == null) {
      return new JsonPatch(base, List.of(), List.of(added(path, n, value)));
    }
    JsonNode changed = with(base.part(member), path, n + 1, value);
    return new JsonPatch(base, List.of(new Change(member, changed)), List.of());
  }

  private static Addition added(FieldPath path, int n, JsonNode value) {
    if (path.step(n).isIndex()) {
      throw Conflicts.noElement(path, n);
    }
    return new Addition(path.step(n).name(), with(null, path, n + 1, value));
  }

  private static JsonPatch add(JsonPatch patch, Addition addition) {
    if (patch.additions().isEmpty()) {
      return new JsonPatch(patch.base(), patch.changes(), List.of(addition));
    }
    if (patch.additions().size() == 1) {
      return new JsonPatch(
          patch.base(), patch.changes(), List.of(patch.additions().get(0), addition));
    }
    List<Addition> more = new ArrayList<>(patch.additions().size() + 1);
    more.addAll(patch.additions());
    more.add(addition);
    return new JsonPatch(patch.base(), patch.changes(), more);
  }

  /** The bytes of a container that the path's n-th step can lead into. */
  private static JsonSlice base(@Nullable JsonNode node, FieldPath path, int n)
      throws PathConflictException {
    boolean index = path.step(n).isIndex();
    if (node == null) {
      if (index) {
        throw Conflicts.noElement(path, n);
      }
      return JsonSlice.EMPTY_OBJECT;
    }
    JsonSlice base = node.base();
    if (index ? !base.isArray() : !base.isObject()) {
      throw Conflicts.noContainer(path, n, JsonValues.kind(base));
    }
    return base;
  }

  /** The node with nothing at the path, from its n-th step on; the same if there is nothing. */
  static JsonNode without(JsonNode node, FieldPath path, int n) {
    FieldPath.Step step = path.step(n);
    JsonPatch patch =
        node instanceof JsonPatch changed
            ? changed
            : new JsonPatch(node.base(), List.of(), List.of());
    boolean last = n == path.size() - 1;
    int addition = patch.addition(step);
    if (addition >= 0) {
      JsonNode old = patch.additions().get(addition).node();
      if (last) {
        return removeAddition(patch, addition);
      }
      JsonNode changed = without(old, path, n + 1);
      return changed == old ? node : replaceAddition(patch, addition, changed);
    }
    JsonMember member = patch.find(step);
    if (member == null) {
      return node;
    }
    if (last) {
      return remove(patch, step, member);
    }
    JsonNode old = patch.at(member);
    JsonNode changed = without(old, path, n + 1);
    return changed == old ? node : change(patch, member, changed);
  }

  /** Where names may occur twice, all fields of the name go. */
  private static JsonPatch remove(JsonPatch patch, FieldPath.Step step, JsonMember first) {
    JsonPatch changed = change(patch, first, null);
    if (!step.isIndex() && patch.base().duplicates()) {
      JsonMembers members = new JsonMembers(patch.base());
      while (members.next()) {
        if (members.nameIs(step)) {
          changed = change(changed, members.member(), null);
        }
      }
    }
    return changed;
  }

  private static JsonPatch change(JsonPatch patch, JsonMember member, @Nullable JsonNode node) {
    Change change = new Change(member, node);
    if (isOnly(patch, member)) {
      return new JsonPatch(patch.base(), List.of(change), patch.additions());
    }
    List<Change> changes = new ArrayList<>(patch.changes().size() + 1);
    boolean placed = false;
    for (Change old : patch.changes()) {
      if (!placed && old.member().start() >= member.start()) {
        changes.add(change);
        placed = true;
      }
      if (old.member().start() != member.start()) {
        changes.add(old);
      }
    }
    if (!placed) {
      changes.add(change);
    }
    return new JsonPatch(patch.base(), changes, patch.additions());
  }

  private static boolean isOnly(JsonPatch patch, JsonMember member) {
    return patch.changes().isEmpty()
        || (patch.changes().size() == 1
            && patch.changes().get(0).member().start() == member.start());
  }

  private static JsonPatch replaceAddition(JsonPatch patch, int at, JsonNode node) {
    List<Addition> additions = new ArrayList<>(patch.additions());
    additions.set(at, new Addition(additions.get(at).name(), node));
    return new JsonPatch(patch.base(), patch.changes(), additions);
  }

  private static JsonPatch removeAddition(JsonPatch patch, int at) {
    List<Addition> additions = new ArrayList<>(patch.additions());
    additions.remove(at);
    return new JsonPatch(patch.base(), patch.changes(), additions);
  }
}
