package io.millrace.api;

import java.util.Objects;

/**
 * A change of an event's body that the body has no room for: {@code a.b} is to be set, but {@code
 * a} is a text. It carries no stack trace; a stage need not catch it, see {@link Event}.
 */
public final class PathConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient FieldPath path;

  /**
   * A conflict.
   *
   * @param path the path that was to be changed
   * @param reason one sentence for people
   */
  public PathConflictException(FieldPath path, String reason) {
    super(reason, null, false, false);
    this.path = Objects.requireNonNull(path, "path");
  }

  /** The path that was to be changed. */
  public FieldPath path() {
    return path;
  }
}
