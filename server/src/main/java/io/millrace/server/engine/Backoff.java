package io.millrace.server.engine;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses that double up to a limit, each between half of it and all of it ("equal jitter", M.
 * Brooker, <i>Exponential Backoff and Jitter</i>, AWS 2015). For one thread.
 */
final class Backoff {

  private final Duration initial;
  private final Duration max;
  private final RandomGenerator random;
  private Duration next;

  Backoff(Duration initial, Duration max, RandomGenerator random) {
    this.initial = initial;
    this.max = max;
    this.random = random;
    this.next = initial;
  }

  /** How long to pause now. */
  Duration pause() {
    long ceiling = Math.max(2, next.toMillis());
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(max) > 0 ? max : doubled;
    return Duration.ofMillis(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
  }

  /** It works again. */
  void reset() {
    next = initial;
  }
}
