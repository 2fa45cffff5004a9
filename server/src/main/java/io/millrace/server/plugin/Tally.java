package io.millrace.server.plugin;

/** Counts of one stage in plain fields: the worker's thread writes, reads and resets them. */
final class Tally {

  long calls;
  long thrown;
  private long succeeded;
  private long failed;
  private long dropped;
  private long produced;
  private long sampledCalls;
  private long sampledNanos;
  private long longestNanos;
  private long takenCalls;

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
            calls - takenCalls,
            succeeded,
            failed,
            dropped,
            produced,
            thrown,
            sampledCalls,
            sampledNanos,
            longestNanos);
    takenCalls = calls;
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
