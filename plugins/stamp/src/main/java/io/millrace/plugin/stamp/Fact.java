package io.millrace.plugin.stamp;

import io.millrace.api.Event;
import io.millrace.api.StageContext;
import org.jspecify.annotations.Nullable;

/** What the enricher {@code stamp} can add. */
public enum Fact {
  /** The name of the server's machine. */
  HOST,
  /** The name of the server's environment, such as {@code production}. */
  ENVIRONMENT,
  /** The server's version. */
  VERSION,
  /** The name of the pipeline. */
  PIPELINE,
  /** The name of the stage. */
  STAGE,
  /** The number of the worker, from 0. */
  WORKER,
  /** When the event is processed, as an ISO-8601 text in UTC. */
  NOW,
  /** The event's id. */
  ID,
  /** The event's shard key; nothing is added if it has none. */
  KEY,
  /** Where the record stands: {@code raw-orders/0@428}. */
  POSITION,
  /** The stream that the event came from. */
  STREAM,
  /** The partition that the event came from, from 0. */
  PARTITION,
  /** The offset in that partition. */
  OFFSET,
  /** When the event was appended, as an ISO-8601 text in UTC. */
  RECORDED_AT,
  /** When what the event says became true, as an ISO-8601 text in UTC. */
  EFFECTIVE_AT;

  /** A body value; null if the event has no such fact. */
  @Nullable Object of(Event event, StageContext context) {
    return switch (this) {
      case HOST -> context.server().host();
      case ENVIRONMENT -> context.server().environment();
      case VERSION -> context.server().version();
      case PIPELINE -> context.pipeline();
      case STAGE -> context.stage();
      case WORKER -> context.worker();
      case NOW -> context.clock().instant().toString();
      case ID -> event.id();
      case KEY -> event.key().orElse(null);
      case POSITION -> event.position().toString();
      case STREAM -> event.position().stream();
      case PARTITION -> event.position().partition();
      case OFFSET -> event.position().offset();
      case RECORDED_AT -> event.recordedAt().toString();
      case EFFECTIVE_AT -> event.effectiveAt().toString();
    };
  }
}
