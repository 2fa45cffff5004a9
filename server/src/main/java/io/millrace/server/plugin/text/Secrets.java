package io.millrace.server.plugin.text;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.config.bind.Mask;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the secrets of a stage's settings out of what its plugin says: a driver that cannot log in
 * likes to tell with what it tried to. Safe for many threads.
 */
public final class Secrets {

  public static final Secrets NONE = new Secrets(Mask.NONE);

  private final Mask mask;

  public Secrets(Mask mask) {
    this.mask = mask;
  }

  /** A text without them. */
  public String in(String text) {
    return mask.isEmpty() ? text : mask.apply(text);
  }

  /** Whether failures tell one. */
  public boolean areIn(Failures failures) {
    return !mask.isEmpty() && failures.list().stream().anyMatch(this::tells);
  }

  /** Failures without them. */
  public Failures in(Failures failures) {
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

  /** A thrown thing as it may be logged: without them, and bounded. */
  public Throwable in(Throwable thrown) {
    return Shown.of(thrown, this::in);
  }
}
