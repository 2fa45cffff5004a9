package io.millrace.server.metrics;

import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Times in buckets. Safe for many threads. */
public final class Durations {

  private final Timer timer;

  Durations(Timer timer) {
    this.timer = timer;
  }

  /** Adds one time, in nanoseconds. */
  public void record(long nanos) {
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** How many times there were. */
  public long count() {
    return timer.count();
  }
}
