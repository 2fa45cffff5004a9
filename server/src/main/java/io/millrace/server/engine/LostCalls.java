package io.millrace.server.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The calls that a worker has given up waiting for. Each may hold a core for as long as it runs, so
 * there may be a few only; one that has come back is forgiven at once, any other after a while, so
 * that no data stops a pipeline for good. Safe for many threads.
 */
final class LostCalls {

  /** How many may be lost at a time before the worker pauses. */
  static final int MOST = 5;

  /** After how long a call that has not come back is forgiven. */
  static final Duration FORGIVEN_AFTER = Duration.ofHours(1);

  private final LongSupplier nanoClock;
  private final List<Lost> lost = new ArrayList<>();

  LostCalls(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  private record Lost(Thread thread, long nanoTime) {}

  /** A thread does not come back. */
  synchronized void add(Thread thread) {
    lost.add(new Lost(thread, nanoClock.getAsLong()));
  }

  /** Whether so many are lost that the worker must wait. */
  synchronized boolean areTooMany() {
    long now = nanoClock.getAsLong();
    lost.removeIf(
        call -> !call.thread().isAlive() || now - call.nanoTime() >= FORGIVEN_AFTER.toNanos());
    return lost.size() > MOST;
  }
}
