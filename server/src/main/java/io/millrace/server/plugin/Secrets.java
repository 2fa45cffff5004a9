package io.millrace.server.plugin;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.config.Mask;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the secrets of a stage's settings out of what its plugin says: a driver that cannot log in
 * likes to tell with what it tried to. Safe for many threads.
 */
final class Secrets {

  static final Secrets NONE = new Secrets(Mask.NONE);

  private final Mask mask;

  Secrets(Mask mask) {
    this.mask = mask;
  }

  /** A text without them. */
  String in(String text) {
    return mask.isEmpty() ? text : mask.apply(text);
  }

  /** Whether failures tell one. */
  boolean areIn(Failures failures) {
    return !mask.isEmpty() && failures.list().stream().anyMatch(this::tells);
  }

  /** Failures without them. */
  Failures in(Failures failures) {
    return Failures.of(failures.list().stream().map(this::masked).toList());
  }

  private boolean tells(Failure failure) {
    return mask.hides(failure.message())
        || failure.attributes().values().stream().anyMatch(mask::hides);
  }

  private Failure masked(Failure failure) {
    Map<String, String> attributes = new LinkedHashMap<>();
    failure.attributes().forEach((name, value) -> attributes.put(name, mask.apply(value)));
    return new Failure(
        failure.kind(), failure.code(), mask.apply(failure.message()), failure.field(), attributes);
  }

  /**
   * A thrown thing whose trace may be logged; the very same if its trace tells nothing. What it
   * throws when it is printed is thrown on.
   */
  Throwable in(Throwable thrown) {
    if (mask.isEmpty()) {
      return thrown;
    }
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    String text = trace.toString();
    return mask.hides(text) ? new MaskedTrace(mask.apply(text)) : thrown;
  }

  /** Stands for a thrown thing in the log; its message is that thing's trace. */
  private static final class MaskedTrace extends Exception {

    private static final long serialVersionUID = 1L;

    MaskedTrace(String trace) {
      super(trace, null, false, false);
    }
  }
}
