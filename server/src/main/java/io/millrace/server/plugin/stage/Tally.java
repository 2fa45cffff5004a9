package io.millrace.server.plugin.stage;

/** Counts of one stage in plain fields: the worker's thread writes, reads and resets them. */
final class Tally {

  /** As many calls of a round are timed before samples are taken: small rounds are exact. */
  private static final long TIMED_FIRST = 4;

  long thrown;
  private long calls;
  private long succeeded;
  private long failed;
  private long dropped;
  private long produced;
  private long sampledCalls;
  private long sampledNanos;
  private long longestNanos;

  /** A call begins; true if it is to be timed. */
  boolean begin(int sampleMask) {
    long call = calls++;
    return call < TIMED_FIRST || (call & sampleMask) == 0;
  }

  void succeeded(int produced) {
    succeeded++;
    this.produced += produced;
    if (produced == 0) {
      dropped++;
    }
  }

  void failed() {
    failed++;
  }

  void timed(long nanos) {
    sampledCalls++;
    sampledNanos += nanos;
    longestNanos = Math.max(longestNanos, nanos);
  }

  StageCounts take() {
    StageCounts counts =
        new StageCounts(
            calls,
            succeeded,
            failed,
            dropped,
            produced,
            thrown,
            sampledCalls,
            sampledNanos,
            longestNanos);
    calls = 0;
    succeeded = 0;
    failed = 0;
    dropped = 0;
    produced = 0;
    thrown = 0;
    sampledCalls = 0;
    sampledNanos = 0;
    longestNanos = 0;
    return counts;
  }
}
