package io.millrace.server.engine;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.codec.StreamCodec;
import io.millrace.server.pipeline.Attempt;
import io.millrace.server.pipeline.Outcome;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one round of a worker will commit: encoded outputs, failure records, input offsets. Every
 * record that is added ends in exactly one place. For one thread.
 */
final class Round {

  /** What may come of one record, unless a single record may be larger. */
  private static final long MOST_OUTPUT_BYTES = 64 << 20;

  private final List<StreamAppender> routes;
  private final List<StreamAppender> appenders;
  private final FailureAppender failureAppender;
  private final Attempt encoding;
  private final int maxRecordBytes;
  private final boolean mayMiss;
  private final ByteSink scratch = new ByteSink(4096);
  private final List<Encoded> encoded = new ArrayList<>();
  private final Map<StreamPartition, Long> offsets = new HashMap<>();
  private RoundCounts counts = new RoundCounts();
  private long outputBytes;
  private long timestamp;

  /** One output, with its value in the scratch buffer. */
  private record Encoded(
      StreamAppender to,
      int from,
      int length,
      boolean isNull,
      @Nullable Bytes key,
      RecordHeaders headers) {}

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
    this.maxRecordBytes = maxRecordBytes;
    this.mayMiss = appenders.stream().anyMatch(appender -> appender.codec().mayMiss());
  }

  /** Starts the round: what is appended is recorded at this time, in milliseconds since 1970. */
  void start(long now) {
    timestamp = now;
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
      Outcome.Failed failed = routes.isEmpty() ? null : append(at, succeeded);
      if (failed == null) {
        counts.succeeded();
      } else {
        fail(at, record, failed, attempts);
      }
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

  private void fail(StreamPartition at, StreamRecord record, Outcome.Failed failed, int attempts) {
    outputBytes += failureAppender.append(timestamp, at, record, failed, attempts);
    counts.failed(failed.at().stage(), failed.failures());
  }

  /** Encodes all outputs of a record before it appends any: all of them or none. */
  private Outcome.@Nullable Failed append(StreamPartition at, Outcome.Succeeded succeeded) {
    try {
      Outcome.Failed failed = encode(succeeded);
      if (failed == null) {
        for (int i = 0; i < encoded.size(); i++) {
          append(encoded.get(i), at);
        }
      }
      return failed;
    } finally {
      // Now, not before the next one: a worker that waits holds nothing of a huge record.
      scratch.clear();
      encoded.clear();
    }
  }

  private Outcome.@Nullable Failed encode(Outcome.Succeeded succeeded) {
    for (Outcome.Output output : succeeded.outputs()) {
      StreamAppender to = routes.get(output.route());
      int from = scratch.length();
      Optional<Failures> failures = to.codec().encode(output.event(), scratch);
      if (failures.isPresent()) {
        return new Outcome.Failed(encoding, failures.get(), output.event());
      }
      if (scratch.length() > Math.max(MOST_OUTPUT_BYTES, maxRecordBytes)) {
        return tooMuch(succeeded, output.event());
      }
      Encoded one = encoded(to, output.event(), from);
      if (one.length() > maxRecordBytes - overhead(one)) {
        return tooLarge(one, output.event());
      }
      encoded.add(one);
    }
    return null;
  }

  private Encoded encoded(StreamAppender to, Event event, int from) {
    StreamCodec codec = to.codec();
    return new Encoded(
        to,
        from,
        scratch.length() - from,
        StreamCodec.isTombstone(event),
        codec.key(event),
        codec.headers(event));
  }

  private void append(Encoded output, StreamPartition at) {
    Bytes value =
        output.isNull() ? null : Bytes.of(scratch.array(), output.from(), output.length());
    int partition = output.to().partitionOf(output.key(), at.partition());
    int bytes = output.to().add(partition, timestamp, output.key(), output.headers(), value);
    outputBytes += bytes;
    counts.out(bytes);
  }

  /** A commit has a limit, and so has the memory; the record would stop its partition for good. */
  private Outcome.Failed tooMuch(Outcome.Succeeded succeeded, Event event) {
    return new Outcome.Failed(
        encoding,
        Failures.of(
            Failure.rejected(
                "encode.too-much",
                "the "
                    + succeeded.outputs().size()
                    + " events that came of it have more than "
                    + Math.max(MOST_OUTPUT_BYTES, maxRecordBytes)
                    + " bytes together")),
        event);
  }

  private Outcome.Failed tooLarge(Encoded output, Event event) {
    return new Outcome.Failed(
        encoding,
        Failures.of(
            Failure.rejected(
                "encode.too-large",
                "the encoded event has "
                    + output.length()
                    + " bytes; a record of "
                    + output.to().stream().name()
                    + " may have "
                    + maxRecordBytes)),
        event);
  }

  private static int overhead(Encoded output) {
    Bytes key = output.key();
    return (key == null ? 0 : key.length()) + output.headers().encoded().length();
  }
}
