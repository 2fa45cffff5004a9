package io.millrace.server.codec.body;

import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.server.stream.Bytes;
import io.vavr.control.Either;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body of bytes that nobody reads by path but as a whole.
 *
 * @param bytes the bytes; null for a tombstone
 */
public record OpaqueBody(@Nullable Bytes bytes) implements Body {

  @Override
  public boolean isAbsent() {
    return bytes == null;
  }

  @Override
  public boolean has(FieldPath path) {
    return path.size() == 0 && bytes != null;
  }

  @Override
  public Either<Failures, @Nullable Object> value(FieldPath path) {
    return path.size() == 0 && bytes != null
        ? Either.right(bytes.toArray())
        : FieldValues.missing(path);
  }

  @Override
  public Either<Failures, List<Body>> elements(FieldPath path) {
    return list(path).map(elements -> List.of());
  }

  @Override
  public @Nullable String scalarText(FieldPath path) {
    return null;
  }

  /** The whole body can be replaced; what is no bytes then can go to a stream of another format. */
  @Override
  public Body with(FieldPath path, @Nullable Object value) {
    if (path.size() > 0) {
      throw Conflicts.noContainer(path, 0, "bytes");
    }
    return value instanceof byte[] array
        ? new OpaqueBody(Bytes.of(array.clone()))
        : TreeBody.of(value);
  }

  @Override
  public Body without(FieldPath path) {
    return this;
  }
}
