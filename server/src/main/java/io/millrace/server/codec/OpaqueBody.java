package io.millrace.server.codec;

import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.PathConflictException;
import io.millrace.server.stream.Bytes;
import io.vavr.control.Either;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body of bytes that nobody reads by path.
 *
 * @param bytes the bytes; null for a tombstone
 */
record OpaqueBody(@Nullable Bytes bytes) implements Body {

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
    return FieldValues.missing(path);
  }

  @Override
  public @Nullable String scalarText(FieldPath path) {
    return null;
  }

  /** The whole body can be replaced by other bytes; nothing else can. */
  @Override
  public Body with(FieldPath path, @Nullable Object value) {
    if (path.size() > 0) {
      throw new PathConflictException(
          path, path + " cannot be set: the body is bytes, which have no fields");
    }
    if (value instanceof byte[] array) {
      return new OpaqueBody(Bytes.of(array.clone()));
    }
    throw new IllegalArgumentException(
        FieldValues.kind(value) + " is no body value of the format bytes");
  }

  @Override
  public Body without(FieldPath path) {
    return path.size() == 0 && bytes != null ? new OpaqueBody(null) : this;
  }
}
