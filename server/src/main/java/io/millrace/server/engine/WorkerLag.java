package io.millrace.server.engine;

import io.millrace.server.stream.Intake;
import io.millrace.server.stream.StreamPartition;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how far a worker is behind while it runs, whatever it waits for: it is asked by another
 * thread. Safe for many threads.
 */
final class WorkerLag {

  private static final Logger LOGGER = LoggerFactory.getLogger(WorkerLag.class);

  private final PipelineLag pipeline;
  private final int worker;
  private final Intake intake;
  private boolean ended;

  WorkerLag(PipelineLag pipeline, int worker, Intake intake) {
    this.pipeline = pipeline;
    this.worker = worker;
    this.intake = intake;
  }

  /**
   * Looks again. While it is not known what the worker owns, at the start or since it is cut off,
   * what was shown stays.
   */
  synchronized void update() {
    if (ended) {
      return;
    }
    try {
      Map<StreamPartition, Long> lag = intake.lag();
      if (intake.isAssigned()) {
        pipeline.show(worker, lag);
      }
    } catch (RuntimeException e) { // whatever it is, who asks has other things to look after
      LOGGER.debug("it is not known how far worker {} is behind", worker, e);
    }
  }

  /** What was shown last stays. Before the intake is closed. */
  synchronized void end() {
    ended = true;
  }
}
