package io.millrace.dist;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, within bounds. */
final class Waiting {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Waiting() {}

  /** A condition; what it throws ends the wait. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * Waits.
   *
   * @param what is waited for, as the error says it
   * @throws AssertionError if it does not come
   */
  static void until(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited " + PATIENCE + " for: " + what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
