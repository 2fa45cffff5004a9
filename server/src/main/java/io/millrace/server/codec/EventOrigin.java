package io.millrace.server.codec;

import io.millrace.api.Position;
import io.millrace.server.codec.body.Body;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The record an event was read from. Id and effective time are those of the body as it came: what a
 * stage does to the body does not make it another event. Both are read when they are asked for
 * first; whichever thread asks finds the same.
 */
final class EventOrigin {

  private final EventPaths paths;
  private final StreamPartition partition;
  private final StreamRecord source;
  private final Body body;
  private @Nullable String id;
  private @Nullable Instant effectiveAt;

  EventOrigin(EventPaths paths, StreamPartition partition, StreamRecord source, Body body) {
    this.paths = paths;
    this.partition = partition;
    this.source = source;
    this.body = body;
  }

  StreamRecord source() {
    return source;
  }

  Position position() {
    return new Position(partition.stream(), partition.partition(), source.offset());
  }

  Instant recordedAt() {
    return Instant.ofEpochMilli(source.timestamp());
  }

  String id() {
    String known = id;
    if (known == null) {
      String field = paths.id() == null ? null : body.scalarText(paths.id());
      known = field == null ? position().toString() : field;
      id = known;
    }
    return known;
  }

  Instant effectiveAt() {
    Instant known = effectiveAt;
    if (known == null) {
      known =
          paths.effectiveAt() == null
              ? recordedAt()
              : body.instant(paths.effectiveAt()).getOrElse(this::recordedAt);
      effectiveAt = known;
    }
    return known;
  }
}
