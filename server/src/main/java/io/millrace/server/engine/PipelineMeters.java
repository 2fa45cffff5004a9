package io.millrace.server.engine;

import io.millrace.server.metrics.Durations;
import io.millrace.server.metrics.Meters;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.metrics.Tally;
import io.millrace.server.plugin.stage.GuardedStage;
import io.millrace.server.plugin.stage.StageCounts;
import java.util.List;

/**
 * What a pipeline counts. Rounds are added as a whole once they are stored, so that nothing is
 * counted twice that is processed twice. Safe for many threads.
 */
final class PipelineMeters {

  private final Metrics metrics;
  private final String pipeline;
  private final Tally in;
  private final Tally succeeded;
  private final Tally failed;
  private final Tally dropped;
  private final Tally bytesIn;
  private final Tally bytesOut;
  private final Durations commits;

  PipelineMeters(Metrics metrics, String pipeline) {
    this.metrics = metrics;
    this.pipeline = pipeline;
    in = metrics.counter(Meters.INPUT_RECORDS, pipeline);
    succeeded = metrics.counter(Meters.RECORDS, pipeline, "succeeded");
    failed = metrics.counter(Meters.RECORDS, pipeline, "failed");
    dropped = metrics.counter(Meters.RECORDS, pipeline, "dropped");
    bytesIn = metrics.counter(Meters.INPUT_BYTES, pipeline);
    bytesOut = metrics.counter(Meters.OUTPUT_BYTES, pipeline);
    commits = metrics.histogram(Meters.COMMIT_SECONDS, pipeline);
  }

  /** A round has been stored. */
  void stored(RoundCounts round, long nanos) {
    in.add(round.in());
    succeeded.add(round.succeededCount());
    failed.add(round.failedCount());
    dropped.add(round.droppedCount());
    bytesIn.add(round.bytesIn());
    bytesOut.add(round.bytesOut());
    round
        .failures()
        .forEach(
            (key, count) ->
                metrics.counter(Meters.FAILURES, pipeline, key.stage(), key.code()).add(count));
    commits.record(nanos);
  }

  /** A stage is tried again. */
  void retried(String stage) {
    metrics.counter(Meters.STAGE_RETRIES, pipeline, stage).add(1);
  }

  /** Takes over what the stages of one worker have counted. For that worker's thread. */
  void stages(List<GuardedStage> stages) {
    for (GuardedStage stage : stages) {
      StageCounts counts = stage.takeCounts();
      String name = stage.plan().definition().name();
      if (counts.calls() > 0) {
        metrics.counter(Meters.STAGE_EVENTS, pipeline, name, "succeeded").add(counts.succeeded());
        metrics.counter(Meters.STAGE_EVENTS, pipeline, name, "failed").add(counts.failed());
        metrics.counter(Meters.STAGE_EVENTS, pipeline, name, "dropped").add(counts.dropped());
        double mean = (double) counts.sampledNanos() / counts.sampledCalls();
        long nanos = Math.round(mean * counts.calls());
        metrics.timeSum(Meters.STAGE_SECONDS, pipeline, name).add(counts.calls(), nanos);
      }
    }
  }
}
