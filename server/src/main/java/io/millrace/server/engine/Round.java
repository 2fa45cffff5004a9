package io.millrace.server.engine;

import io.millrace.api.Failures;
import io.millrace.server.pipeline.Attempt;
import io.millrace.server.pipeline.Outcome;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one round of a worker will commit: encoded outputs, failure records, input offsets. Every
 * record that is added ends in exactly one place. For one thread.
 */
final class Round {

  private final List<StreamAppender> routes;
  private final List<StreamAppender> appenders;
  private final FailureAppender failureAppender;
  private final Attempt encoding;
  private final OutputAppender outputs;
  private final boolean mayMiss;
  private final Map<StreamPartition, Long> offsets = new HashMap<>();
  private RoundCounts counts = new RoundCounts();
  private long outputBytes;
  private long timestamp;

  /**
   * An empty round, to be used again and again.
   *
   * @param routes for each route of the pipeline the stream it leads to; two may lead to one
   * @param appenders every output stream once
   * @param failureAppender the failure stream
   * @param encoding how a failure names the encoding
   * @param maxRecordBytes the largest record the backend takes
   */
  Round(
      List<StreamAppender> routes,
      List<StreamAppender> appenders,
      FailureAppender failureAppender,
      Attempt encoding,
      int maxRecordBytes) {
    this.routes = List.copyOf(routes);
    this.appenders = List.copyOf(appenders);
    this.failureAppender = failureAppender;
    this.encoding = encoding;
    this.outputs = new OutputAppender(this.routes, encoding, maxRecordBytes);
    this.mayMiss = appenders.stream().anyMatch(appender -> appender.codec().mayMiss());
  }

  /** Starts the round: what is appended is recorded at this time, in milliseconds since 1970. */
  void start(long now) {
    timestamp = now;
  }

  /** The records of a batch are added next, in order; then comes {@link #readNothing}. */
  void read(Batch batch) {
    outputs.read(batch);
  }

  /** Lets go of the last batch: it may be long until the next. */
  void readNothing() {
    outputs.readNothing();
  }

  /**
   * An outcome as it is, or that what its encoding needs is {@code UNAVAILABLE}. To be asked before
   * {@link #add}, which can wait for nothing.
   */
  Outcome encodable(Outcome outcome) {
    if (!mayMiss || routes.isEmpty() || !(outcome instanceof Outcome.Succeeded succeeded)) {
      return outcome;
    }
    for (Outcome.Output output : succeeded.outputs()) {
      Optional<Failures> missing = routes.get(output.route()).codec().missing(output.event());
      if (missing.isPresent()) {
        return new Outcome.Failed(encoding, missing.get(), output.event());
      }
    }
    return outcome;
  }

  /** Adds what became of a record. */
  void add(StreamPartition at, StreamRecord record, Outcome outcome, int attempts) {
    counts.in(record.bytes());
    if (outcome instanceof Outcome.Succeeded succeeded) {
      succeed(at, record, succeeded, attempts);
    } else if (outcome instanceof Outcome.Failed failed) {
      fail(at, record, failed, attempts);
    } else if (outcome instanceof Outcome.Dropped dropped) {
      counts.dropped(dropped.stage());
    }
  }

  /** Notes that all records of a partition below an offset are done. */
  void done(StreamPartition partition, long nextOffset) {
    offsets.put(partition, nextOffset);
  }

  /** About how many bytes of output there are so far. */
  long outputBytes() {
    return outputBytes;
  }

  boolean isEmpty() {
    return offsets.isEmpty();
  }

  /** What was counted so far; the next count starts at nothing. */
  RoundCounts takeCounts() {
    RoundCounts taken = counts;
    counts = new RoundCounts();
    return taken;
  }

  /** The commit of all that was added; the round is empty afterwards. */
  Commit takeCommit() {
    Map<StreamPartition, Records> appends = new HashMap<>();
    appenders.forEach(appender -> appender.drainTo(appends));
    Commit commit = new Commit(offsets, appends);
    offsets.clear();
    outputBytes = 0;
    return commit;
  }

  /** Throws away all that was added. */
  void clear() {
    appenders.forEach(StreamAppender::clear);
    offsets.clear();
    outputBytes = 0;
    counts = new RoundCounts();
  }

  private void succeed(
      StreamPartition at, StreamRecord record, Outcome.Succeeded succeeded, int attempts) {
    if (!routes.isEmpty()) {
      Outcome.Failed failed = outputs.append(timestamp, at, record, succeeded.outputs());
      if (failed != null) {
        fail(at, record, failed, attempts);
        return;
      }
      outputBytes += outputs.bytes();
      counts.out(outputs.bytes());
    }
    counts.succeeded();
  }

  private void fail(StreamPartition at, StreamRecord record, Outcome.Failed failed, int attempts) {
    outputBytes += failureAppender.append(timestamp, at, record, failed, attempts);
    counts.failed(failed.at().stage(), failed.failures());
  }
}
