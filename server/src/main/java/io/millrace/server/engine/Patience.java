package io.millrace.server.engine;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.pipeline.Outcome;
import io.millrace.server.pipeline.Pipeline;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Processes records and tries those again that failed because something is unavailable; meanwhile
 * the worker, and so its partitions, wait. For the worker's thread.
 */
final class Patience {

  private final Pipeline pipeline;
  private final Round round;
  private final HungRecords hung;
  private final Progress progress;
  private final Waiting waiting;
  private final PipelineMeters meters;

  Patience(
      Pipeline pipeline,
      Round round,
      HungRecords hung,
      Progress progress,
      Waiting waiting,
      PipelineMeters meters) {
    this.pipeline = pipeline;
    this.round = round;
    this.hung = hung;
    this.progress = progress;
    this.waiting = waiting;
    this.meters = meters;
  }

  /**
   * What became of a record in the end.
   *
   * @param outcome the last attempt's
   * @param attempts how many there were
   * @param hung whether a stage once did not come back from it
   */
  record Final(Outcome outcome, int attempts, boolean hung) {}

  /**
   * Processes one record.
   *
   * @param beforeWaiting is run before the first pause, and not at all if there is none
   * @return null if the worker is to stop before it is known what becomes of the record
   */
  @Nullable Final process(StreamPartition at, StreamRecord event, Runnable beforeWaiting) {
    Optional<Outcome.Failed> known = hung.failure(at, event.offset());
    if (known.isPresent()) {
      return new Final(known.get(), 1, true);
    }
    Outcome outcome = once(at, event);
    Failures missing = unavailable(outcome);
    if (missing == null) {
      return new Final(outcome, 1, false);
    }
    beforeWaiting.run();
    waiting.begin(missing);
    int attempts = 1;
    while (unavailable(outcome) != null && !waiting.givesUp()) {
      if (!waiting.pause()) {
        return null;
      }
      meters.retried(((Outcome.Failed) outcome).at().stage());
      outcome = once(at, event);
      attempts++;
    }
    waiting.end();
    return new Final(outcome, attempts, false);
  }

  /** What comes next is about no record. */
  void leaveRecord() {
    progress.leave();
  }

  private Outcome once(StreamPartition at, StreamRecord record) {
    progress.enter(at, record.offset());
    return round.encodable(pipeline.process(at, record));
  }

  private static @Nullable Failures unavailable(Outcome outcome) {
    return outcome instanceof Outcome.Failed failed
            && failed.failures().all(Failure.Kind.UNAVAILABLE)
        ? failed.failures()
        : null;
  }
}
