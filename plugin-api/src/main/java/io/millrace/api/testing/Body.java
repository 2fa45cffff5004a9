package io.millrace.api.testing;

import io.millrace.api.FieldPath;
import io.millrace.api.PathConflictException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An immutable tree of body values, read and changed by path. */
record Body(Object root) {

  /** What {@link #at} answers where there is nothing, since a body may have null. */
  static final Object ABSENT = new Object();

  static Body of(Object root) {
    return new Body(BodyValues.copy(root));
  }

  Object at(FieldPath path) {
    Object value = root;
    for (int i = 0; i < path.size(); i++) {
      value = member(value, path.step(i));
    }
    return value;
  }

  private static Object member(Object parent, FieldPath.Step step) {
    if (step.isIndex()) {
      return parent instanceof List<?> list && step.index() < list.size()
          ? list.get(step.index())
          : ABSENT;
    }
    return parent instanceof Map<?, ?> map && map.containsKey(step.name())
        ? map.get(step.name())
        : ABSENT;
  }

  Body with(FieldPath path, Object value) {
    return new Body(with(root, path, 0, BodyValues.copy(value)));
  }

  private static Object with(Object parent, FieldPath path, int depth, Object value) {
    if (depth == path.size()) {
      return value;
    }
    FieldPath.Step step = path.step(depth);
    if (step.isIndex()) {
      List<Object> list = new ArrayList<>(elements(parent, path, depth));
      list.set(step.index(), with(list.get(step.index()), path, depth + 1, value));
      return Collections.unmodifiableList(list);
    }
    Map<String, Object> map = new LinkedHashMap<>(members(parent, path, depth));
    Object member = map.getOrDefault(step.name(), ABSENT);
    map.put(step.name(), with(member, path, depth + 1, value));
    return Collections.unmodifiableMap(map);
  }

  @SuppressWarnings("unchecked") // a body's lists are copies made by BodyValues
  private static List<Object> elements(Object parent, FieldPath path, int depth) {
    if (parent instanceof List<?> list && path.step(depth).index() < list.size()) {
      return (List<Object>) list;
    }
    throw conflict(path, depth, parent, "has no element " + path.step(depth));
  }

  @SuppressWarnings("unchecked") // a body's maps are copies made by BodyValues
  private static Map<String, Object> members(Object parent, FieldPath path, int depth) {
    if (parent == ABSENT) {
      return Map.of();
    } else if (parent instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw conflict(path, depth, parent, "is no object");
  }

  private static PathConflictException conflict(
      FieldPath path, int depth, Object parent, String reason) {
    FieldPath where = FieldPath.ROOT;
    for (int i = 0; i < depth; i++) {
      FieldPath.Step step = path.step(i);
      where = step.isIndex() ? where.child(step.index()) : where.child(step.name());
    }
    String what = parent == ABSENT ? "absent" : BodyValues.describe(parent);
    return new PathConflictException(
        path, path + " cannot be set: " + where + " is " + what + ", and " + reason);
  }

  /** This without what is at the path, where there is something. */
  Body without(FieldPath path) {
    return new Body(without(root, path, 0));
  }

  private static Object without(Object parent, FieldPath path, int depth) {
    FieldPath.Step step = path.step(depth);
    boolean last = depth == path.size() - 1;
    if (parent instanceof List<?> elements) {
      List<Object> list = new ArrayList<>(elements);
      if (last) {
        list.remove(step.index());
      } else {
        list.set(step.index(), without(list.get(step.index()), path, depth + 1));
      }
      return Collections.unmodifiableList(list);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    ((Map<?, ?>) parent).forEach((name, member) -> map.put((String) name, member));
    if (last) {
      map.remove(step.name());
    } else {
      map.put(step.name(), without(map.get(step.name()), path, depth + 1));
    }
    return Collections.unmodifiableMap(map);
  }
}
