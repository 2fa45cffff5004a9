package io.millrace.server.engine;

import io.millrace.api.StageContext.ServerInfo;
import io.millrace.server.pipeline.Outcome;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;

/** TEMPORARY until the codec's failure records land. */
final class FailureAppender {

  private final StreamAppender failures;

  FailureAppender(String pipeline, ServerInfo server, StreamAppender failures, int max) {
    this.failures = failures;
  }

  int append(
      long now, StreamPartition at, StreamRecord record, Outcome.Failed failed, int attempts) {
    return failures.add(
        failures.partitionOf(record.key(), at.partition()),
        now,
        record.key(),
        record.headers(),
        io.millrace.server.stream.Bytes.utf8(failed.toString()));
  }
}
