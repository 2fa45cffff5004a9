package io.millrace.server.engine;

import io.millrace.api.Failures;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pauses while something that is needed is unavailable, until it is time to try again or the worker
 * is to stop. The worker's thread waits; others may ask what for.
 */
final class Waiting {

  private final Backoff backoff;
  private final Optional<Duration> giveUpAfter;
  private final CountDownLatch stop;
  private long since;
  private volatile @Nullable String waitingFor;

  /**
   * Nothing is waited for.
   *
   * @param backoff how long to pause
   * @param giveUpAfter how long to go on; empty: for ever
   * @param stop at zero once the worker is to stop
   */
  Waiting(Backoff backoff, Optional<Duration> giveUpAfter, CountDownLatch stop) {
    this.backoff = backoff;
    this.giveUpAfter = giveUpAfter;
    this.stop = stop;
  }

  /** Starts to wait; from now on the time until {@link #givesUp} runs. */
  void begin(Failures failures) {
    since = System.nanoTime();
    waitingFor = failures.first().code() + ": " + failures.first().message();
  }

  /**
   * Pauses once.
   *
   * @return false if the worker is to stop
   */
  boolean pause() {
    return pause(backoff.pause());
  }

  /** Whether it has been long enough. */
  boolean givesUp() {
    return giveUpAfter.isPresent() && System.nanoTime() - since >= giveUpAfter.get().toNanos();
  }

  /** It works again, or is given up. */
  void end() {
    backoff.reset();
    waitingFor = null;
  }

  /** What is waited for, in words; empty if nothing is. From any thread. */
  Optional<String> what() {
    return Optional.ofNullable(waitingFor);
  }

  /** Says what the worker waits for, other than a stage; null: for nothing. */
  void say(@Nullable String what) {
    waitingFor = what;
  }

  private boolean pause(Duration time) {
    try {
      return !stop.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // The watchdog interrupts calls into plugins; one that comes late means nothing here.
      return stop.getCount() > 0;
    }
  }
}
