package io.millrace.server.stream;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something is wrong with what stores the streams, never with an event. */
public final class BackendException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What there is to be done. */
  public enum Kind {
    /** It may work later: the disk is full, a broker is away. Wait, {@code rewind}, go on. */
    UNAVAILABLE,
    /** The worker has lost partitions. Throw the round away, {@code rewind}, go on. */
    LOST,
    /** What was asked for cannot be had: no such stream, a record too large. Not to be repeated. */
    REFUSED,
    /** Stored data is damaged; the message names stream, partition and offsets. */
    CORRUPT,
    /** Nothing can be trusted any more, such as after a failed sync: stop the process. */
    FATAL
  }

  private final Kind kind;

  public BackendException(Kind kind, String message) {
    this(kind, message, null);
  }

  public BackendException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public Kind kind() {
    return kind;
  }
}
