package io.millrace.server.stream.embedded.file;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Where tests let the process die inside the log. */
public enum FaultPoint {
  BEFORE_WRITE,
  AFTER_WRITE,
  AFTER_SYNC,
  AFTER_VISIBLE,
  BEFORE_ROLL,
  ROLL_WRITTEN,
  ROLL_RENAMED,
  ROLLED,
  INDEX_WRITTEN,
  MERGED,
  BEFORE_DELETE,
  AFTER_DELETE;

  /**
   * The environment variable: a point and how often it is passed before the end: {@code
   * after-write:3}.
   */
  public static final String VARIABLE = "MILLRACE_FAULT_POINT";

  /** What a point does: nothing, unless the environment says that the process dies there. */
  static Consumer<FaultPoint> fromEnvironment() {
    String setting = System.getenv(VARIABLE);
    if (setting == null || setting.isEmpty()) {
      return point -> {};
    }
    String[] parts = setting.split(":", -1);
    FaultPoint fatal = valueOf(parts[0].toUpperCase(Locale.ROOT).replace('-', '_'));
    AtomicInteger left = new AtomicInteger(parts.length > 1 ? Integer.parseInt(parts[1]) : 0);
    return point -> {
      if (point == fatal && left.getAndDecrement() <= 0) {
        Runtime.getRuntime().halt(137);
      }
    };
  }
}
