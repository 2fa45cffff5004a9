package io.millrace.server.engine;

import io.millrace.api.StageContext.ServerInfo;
import io.millrace.server.codec.failure.Attempted;
import io.millrace.server.codec.failure.FailureRecord;
import io.millrace.server.codec.failure.FailureRecordEncoder;
import io.millrace.server.codec.failure.FailureSource;
import io.millrace.server.pipeline.Attempt;
import io.millrace.server.pipeline.Outcome;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Appends failure records of one pipeline to its failure stream. For one thread. */
final class FailureAppender {

  /** Room that a record takes beside its value: the key, and what a backend adds. */
  private static final int MARGIN = 1024;

  private final String pipeline;
  private final ServerInfo server;
  private final StreamAppender failures;
  private final FailureRecordEncoder encoder;
  private final int maxRecordBytes;
  private final Map<Attempt, FailureSource> sources = new HashMap<>();
  private final ByteSink scratch = new ByteSink(4096);

  FailureAppender(String pipeline, ServerInfo server, StreamAppender failures, int maxRecordBytes) {
    this.pipeline = pipeline;
    this.server = server;
    this.failures = failures;
    this.maxRecordBytes = maxRecordBytes;
    this.encoder =
        new FailureRecordEncoder(failures.stream().format(), maxRecordBytes - 2 * MARGIN);
  }

  /**
   * Appends a failure record with the key of the original, to the partition of the key.
   *
   * @return how many bytes it has
   */
  int append(
      long now, StreamPartition at, StreamRecord record, Outcome.Failed failed, int attempts) {
    try {
      encoder.encode(
          new FailureRecord(
              source(failed.at()),
              Instant.ofEpochMilli(now),
              at,
              record,
              failed.event(),
              attempts,
              failed.failures()),
          scratch);
      Bytes key = keyOf(record);
      return failures.add(
          failures.partitionOf(key, at.partition()),
          now,
          key,
          RecordHeaders.EMPTY,
          Bytes.of(scratch.array(), 0, scratch.length()));
    } finally {
      scratch.clear(); // now, not before the next one: a worker that waits holds no huge record
    }
  }

  /** The original's key, if there is room for it; it is in the failure record in any case. */
  private @Nullable Bytes keyOf(StreamRecord record) {
    Bytes key = record.key();
    return key == null || key.length() + scratch.length() + MARGIN > maxRecordBytes ? null : key;
  }

  /** One for each stage; it does not change from record to record. */
  private FailureSource source(Attempt attempt) {
    return sources.computeIfAbsent(
        attempt,
        known ->
            new FailureSource(
                server.environment(),
                server.host(),
                server.version(),
                pipeline,
                known.stage(),
                known.plugin(),
                known.version(),
                Attempted.valueOf(known.what().toUpperCase(Locale.ROOT))));
  }
}
