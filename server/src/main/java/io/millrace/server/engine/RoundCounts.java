package io.millrace.server.engine;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import java.util.HashMap;
import java.util.Map;

/**
 * What one round counted; added to the meters once its commit is stored. For one thread.
 *
 * <p>The identity of the engine is kept here: every record that is counted in is counted out as
 * succeeded, failed or dropped.
 */
final class RoundCounts {

  private long in;
  private long succeeded;
  private long failed;
  private long bytesIn;
  private long bytesOut;
  private final Map<String, Long> dropped = new HashMap<>();
  private final Map<FailureKey, Long> failures = new HashMap<>();

  /**
   * What failures are counted by.
   *
   * @param stage the stage that failed
   * @param code the failure's code
   */
  record FailureKey(String stage, String code) {}

  void in(long bytes) {
    in++;
    bytesIn += bytes;
  }

  void succeeded() {
    succeeded++;
  }

  void out(long bytes) {
    bytesOut += bytes;
  }

  void failed(String stage, Failures reasons) {
    failed++;
    for (Failure reason : reasons) {
      failures.merge(new FailureKey(stage, reason.code()), 1L, Long::sum);
    }
  }

  void dropped(String stage) {
    dropped.merge(stage, 1L, Long::sum);
  }

  long in() {
    return in;
  }

  long succeededCount() {
    return succeeded;
  }

  long failedCount() {
    return failed;
  }

  long droppedCount() {
    return dropped.values().stream().mapToLong(Long::longValue).sum();
  }

  long bytesIn() {
    return bytesIn;
  }

  long bytesOut() {
    return bytesOut;
  }

  Map<FailureKey, Long> failures() {
    return failures;
  }

  Map<String, Long> dropped() {
    return dropped;
  }
}
