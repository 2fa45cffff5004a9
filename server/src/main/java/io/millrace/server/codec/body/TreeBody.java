package io.millrace.server.codec.body;

import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body of JDK values: what was read from Avro that is no record, or what a stage has put in the
 * place of bytes.
 *
 * @param root the value; {@link BodyValues#ABSENT} for a tombstone
 * @param source the bytes it was read from; null once it is changed
 */
public record TreeBody(@Nullable Object root, @Nullable AvroSource source)
    implements Body, AvroSourced {

  /** A body of a value that a stage has given. */
  public static TreeBody of(@Nullable Object value) {
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
    return Trees.find(root, path, 0);
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

  /** Each element as a body. */
  public static List<Body> bodies(List<@Nullable Object> elements) {
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
    return new TreeBody(Trees.with(root, path, 0, copy), null);
  }

  @Override
  public Body without(FieldPath path) {
    return has(path) ? new TreeBody(Trees.without(root, path, 0), null) : this;
  }
}
