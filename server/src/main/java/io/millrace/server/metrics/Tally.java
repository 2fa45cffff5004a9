package io.millrace.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A counter. Safe for many threads; on a hot path add once for many. */
public final class Tally {

  private final LongAdder sum = new LongAdder();

  Tally() {}

  /** Counts some more, 0 or more. */
  public void add(long more) {
    sum.add(more);
  }

  /** What has been counted so far. */
  public long sum() {
    return sum.sum();
  }
}
