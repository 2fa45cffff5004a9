package io.millrace.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A count and a sum of times, added to in rounds. Safe for many threads. */
public final class TimeSum {

  private final LongAdder count = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  TimeSum() {}

  /** Adds a round: how many, and how long they took together in nanoseconds. */
  public void add(long more, long nanosTogether) {
    count.add(more);
    nanos.add(nanosTogether);
  }

  /** How many there were. */
  public long count() {
    return count.sum();
  }

  /** How long they took together, in nanoseconds. */
  public long nanos() {
    return nanos.sum();
  }
}
