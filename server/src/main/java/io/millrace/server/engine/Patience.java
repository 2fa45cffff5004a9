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
  private int attempts;
  private boolean wasHung;

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

  /** What is done before a pause. */
  interface Pause {

    /** The worker is about to wait with this record, and has done those before it. */
    void before(StreamPartition at, long offset);
  }

  /**
   * Processes one record. How it came to its outcome, {@link #attempts} and {@link #wasHung} tell.
   *
   * @param pause is told of the first pause, and of nothing if there is none
   * @return null if the worker is to stop before it is known what becomes of the record
   */
  @Nullable Outcome process(StreamPartition at, StreamRecord record, Pause pause) {
    attempts = 1;
    Optional<Outcome.Failed> known = hung.failure(at, record.offset());
    wasHung = known.isPresent();
    if (wasHung) {
      return known.get();
    }
    Outcome outcome = once(at, record);
    Failures missing = unavailable(outcome);
    if (missing == null) {
      return outcome;
    }
    pause.before(at, record.offset());
    waiting.begin(missing);
    while (unavailable(outcome) != null && !waiting.givesUp()) {
      if (!waiting.pause()) {
        return null;
      }
      meters.retried(((Outcome.Failed) outcome).at().stage());
      outcome = once(at, record);
      attempts++;
    }
    waiting.end();
    return outcome;
  }

  /** How often the last record was tried. */
  int attempts() {
    return attempts;
  }

  /** Whether a stage once did not come back from the last record. */
  boolean wasHung() {
    return wasHung;
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
