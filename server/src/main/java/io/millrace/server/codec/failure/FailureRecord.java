package io.millrace.server.codec.failure;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is appended to a failure stream: that a record failed, why, and the record itself.
 *
 * @param source where it failed
 * @param at when
 * @param partition the partition the record stands in
 * @param original the record, as the stream holds it
 * @param event the event that was read from it; null if it could not be read
 * @param attempt which attempt this was, from 1
 * @param failures why
 */
public record FailureRecord(
    FailureSource source,
    Instant at,
    StreamPartition partition,
    StreamRecord original,
    @Nullable Event event,
    int attempt,
    Failures failures) {

  public FailureRecord {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(partition, "partition");
    Objects.requireNonNull(original, "original");
    Objects.requireNonNull(failures, "failures");
  }

  /** The record's position as text: {@code raw-orders/0@428}. */
  public String position() {
    return partition + "@" + original.offset();
  }

  /** The id: the same pipeline at the same record gives the same, however often it is run. */
  public String id() {
    return source.pipeline() + ":" + position();
  }

  /** The event's id; the position if there is no event. */
  String eventId() {
    return event == null ? position() : event.id();
  }
}
