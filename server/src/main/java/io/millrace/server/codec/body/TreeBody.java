package io.millrace.server.codec.body;

import static java.util.Objects.requireNonNull;

import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A body of JDK values: what was read from Avro, or what a stage has put in the place of bytes.
 * Changes copy the maps and lists on the way and share the rest.
 *
 * @param root the value; {@link BodyValues#ABSENT} for a tombstone
 * @param source the bytes it was read from; null once it is changed
 */
public record TreeBody(@Nullable Object root, @Nullable AvroSource source) implements Body {

  /** A body of a value that a stage has given. */
  static TreeBody of(@Nullable Object value) {
    return new TreeBody(BodyValues.copy(value, Body.MAX_DEPTH), null);
  }

  @Override
  public boolean isAbsent() {
    return root == BodyValues.ABSENT;
  }

  @Override
  public boolean has(FieldPath path) {
    return find(path) != BodyValues.ABSENT;
  }

  private @Nullable Object find(FieldPath path) {
    Object value = root;
    for (int i = 0; i < path.size() && value != BodyValues.ABSENT; i++) {
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

  @Override
  public Either<Failures, @Nullable Object> value(FieldPath path) {
    Object value = find(path);
    if (value == BodyValues.ABSENT) {
      return FieldValues.missing(path);
    }
    return Either.right(
        BodyValues.hasBytes(value) ? BodyValues.copy(value, Body.MAX_DEPTH) : value);
  }

  @Override
  public Either<Failures, List<Body>> elements(FieldPath path) {
    return list(path).map(TreeBody::bodies);
  }

  private static List<Body> bodies(List<@Nullable Object> elements) {
    List<Body> bodies = new ArrayList<>(elements.size());
    for (Object element : elements) {
      bodies.add(new TreeBody(element, null));
    }
    return Collections.unmodifiableList(bodies);
  }

  @Override
  public @Nullable String scalarText(FieldPath path) {
    Object value = find(path);
    return FieldValues.isScalar(value) ? String.valueOf(value) : null;
  }

  @Override
  public Body with(FieldPath path, @Nullable Object value) {
    Object copy = BodyValues.copy(value, Body.MAX_DEPTH - path.size());
    return new TreeBody(with(root, path, 0, copy), null);
  }

  private static @Nullable Object with(
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

  @Override
  public Body without(FieldPath path) {
    return has(path) ? new TreeBody(without(root, path, 0), null) : this;
  }

  private static Object without(@Nullable Object parent, FieldPath path, int n) {
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
