package io.millrace.server.engine;

import io.millrace.server.stream.Intake;
import java.time.Duration;

/** Lets a worker show how far it is behind, at most once a second. For the worker's thread. */
final class WorkerLag {

  private static final long EVERY = Duration.ofSeconds(1).toNanos();

  private final PipelineLag pipeline;
  private final int worker;
  private long last = System.nanoTime() - EVERY;

  WorkerLag(PipelineLag pipeline, int worker) {
    this.pipeline = pipeline;
    this.worker = worker;
  }

  /** Looks again, if it is time to. */
  void update(Intake intake) {
    long now = System.nanoTime();
    if (now - last >= EVERY) {
      last = now;
      pipeline.show(worker, intake.lag());
    }
  }
}
