package io.millrace.server.engine;

import io.millrace.api.Position;
import io.millrace.server.pipeline.Outcome;
import io.millrace.server.stream.StreamPartition;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The records of one pipeline that a stage did not come back from, with the failure each of them
 * gets when it is met again. Safe for many threads.
 */
final class HungRecords {

  private final Map<Position, Outcome.Failed> failures = new ConcurrentHashMap<>();

  void add(Position position, Outcome.Failed failure) {
    failures.put(position, failure);
  }

  Optional<Outcome.Failed> failure(StreamPartition at, long offset) {
    return failures.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(failures.get(new Position(at.stream(), at.partition(), offset)));
  }
}
