package io.millrace.server.codec.body;

import static java.util.Objects.requireNonNull;

import io.millrace.api.FieldPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and changes trees of body values. Changes copy the maps and lists on the way and share the
 * rest. Each starts at the n-th step of a path.
 */
public final class Trees {

  private Trees() {}

  /** What is there; {@link BodyValues#ABSENT} if there is nothing. */
  public static @Nullable Object find(@Nullable Object root, FieldPath path, int n) {
    Object value = root;
    for (int i = n; i < path.size() && value != BodyValues.ABSENT; i++) {
      value = child(value, path.step(i));
    }
    return value;
  }

  private static @Nullable Object child(@Nullable Object value, FieldPath.Step step) {
    if (step.isIndex()) {
      return value instanceof List<?> list && step.index() < list.size()
          ? list.get(step.index())
          : BodyValues.ABSENT;
    }
    if (!(value instanceof Map<?, ?> map)) {
      return BodyValues.ABSENT;
    }
    Object child = map.get(step.name());
    return child != null || map.containsKey(step.name()) ? child : BodyValues.ABSENT;
  }

  /**
   * A tree with a value in it.
   *
   * @param value nobody can modify it
   * @throws io.millrace.api.PathConflictException if there is no room for it
   */
  public static @Nullable Object with(
      @Nullable Object parent, FieldPath path, int n, @Nullable Object value) {
    if (n == path.size()) {
      return value;
    }
    FieldPath.Step step = path.step(n);
    Object child = child(parent, step);
    if (step.isIndex()) {
      if (child == BodyValues.ABSENT) {
        throw Conflicts.noElement(path, n);
      }
      return withElement(
          (List<?>) requireNonNull(parent), step.index(), with(child, path, n + 1, value));
    }
    if (parent != BodyValues.ABSENT && !(parent instanceof Map)) {
      throw Conflicts.noContainer(path, n, FieldValues.kind(parent));
    }
    Map<?, ?> fields = parent == BodyValues.ABSENT ? Map.of() : (Map<?, ?>) parent;
    return withField(fields, step.name(), with(child, path, n + 1, value));
  }

  private static List<@Nullable Object> withElement(List<?> list, int index, @Nullable Object to) {
    List<@Nullable Object> changed = new ArrayList<>(list);
    changed.set(index, to);
    return Collections.unmodifiableList(changed);
  }

  private static Map<String, @Nullable Object> withField(
      Map<?, ?> map, String name, @Nullable Object to) {
    Map<String, @Nullable Object> changed = copy(map);
    changed.put(name, to);
    return RecordMap.like(map, changed);
  }

  private static Map<String, @Nullable Object> copy(Map<?, ?> map) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    map.forEach((name, value) -> copy.put((String) name, value));
    return copy;
  }

  /** A tree without what is there; there is something. */
  public static Object without(@Nullable Object parent, FieldPath path, int n) {
    FieldPath.Step step = path.step(n);
    boolean last = n == path.size() - 1;
    if (parent instanceof List<?> list) {
      List<@Nullable Object> changed = new ArrayList<>(list);
      if (last) {
        changed.remove(step.index());
      } else {
        changed.set(step.index(), without(list.get(step.index()), path, n + 1));
      }
      return Collections.unmodifiableList(changed);
    }
    Map<?, ?> map = (Map<?, ?>) requireNonNull(parent);
    Map<String, @Nullable Object> changed = copy(map);
    if (last) {
      changed.remove(step.name());
    } else {
      changed.put(step.name(), without(map.get(step.name()), path, n + 1));
    }
    return RecordMap.like(map, changed);
  }
}
