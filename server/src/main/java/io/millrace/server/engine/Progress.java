package io.millrace.server.engine;

import io.millrace.api.Position;
import io.millrace.server.stream.StreamPartition;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which record a worker is at: the worker writes it, the watchdog reads it, a little late maybe.
 */
final class Progress {

  private final AtomicLong offset = new AtomicLong();
  private volatile @Nullable StreamPartition partition;

  void enter(StreamPartition at, long newOffset) {
    offset.lazySet(newOffset);
    if (!at.equals(partition)) {
      partition = at;
    }
  }

  /** The worker is at no record. */
  void leave() {
    partition = null;
  }

  Optional<Position> position() {
    StreamPartition at = partition;
    return at == null
        ? Optional.empty()
        : Optional.of(new Position(at.stream(), at.partition(), offset.get()));
  }
}
