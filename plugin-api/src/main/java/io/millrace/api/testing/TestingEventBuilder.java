package io.millrace.api.testing;

import static java.util.Objects.requireNonNull;

import io.millrace.api.Headers;
import io.millrace.api.Position;
import java.time.Instant;
import java.util.Optional;

/** Builds a {@link TestingEvent}; see {@link TestingEvent#builder()} for what is set already. */
public final class TestingEventBuilder {

  private String id;
  private String key;
  private Instant recordedAt = Instant.parse("2026-01-01T00:00:00Z");
  private Instant effectiveAt;
  private Headers headers = Headers.EMPTY;
  private Position position = new Position("test", 0, 0);
  private Body body = Body.of(java.util.Map.of());

  TestingEventBuilder() {}

  TestingEventBuilder(TestingEvent.Envelope envelope, Body body) {
    this.id = envelope.id();
    this.key = envelope.key().orElse(null);
    this.recordedAt = envelope.recordedAt();
    this.effectiveAt = envelope.effectiveAt();
    this.headers = envelope.headers();
    this.position = envelope.position();
    this.body = body;
  }

  /** The id; the position as text unless it is set. */
  public TestingEventBuilder id(String id) {
    this.id = requireNonNull(id, "id");
    return this;
  }

  /** The shard key; none unless it is set. */
  public TestingEventBuilder key(String key) {
    this.key = requireNonNull(key, "key");
    return this;
  }

  /** When the event was appended. */
  public TestingEventBuilder recordedAt(Instant time) {
    this.recordedAt = requireNonNull(time, "time");
    return this;
  }

  /** When what it says became true; {@link #recordedAt} unless it is set. */
  public TestingEventBuilder effectiveAt(Instant time) {
    this.effectiveAt = requireNonNull(time, "time");
    return this;
  }

  /** All headers. */
  public TestingEventBuilder headers(Headers headers) {
    this.headers = requireNonNull(headers, "headers");
    return this;
  }

  /** One header; it replaces those of the same name. */
  public TestingEventBuilder header(String name, String value) {
    return headers(headers.with(name, value));
  }

  /** Where the record stands. */
  public TestingEventBuilder position(String stream, int partition, long offset) {
    this.position = new Position(stream, partition, offset);
    return this;
  }

  /**
   * The body.
   *
   * @param value a body value: a map for an object, {@code byte[]} for the format {@code bytes};
   *     may be null
   * @throws IllegalArgumentException for what is no body value: see {@link io.millrace.api.Event}
   */
  public TestingEventBuilder body(Object value) {
    this.body = Body.of(value);
    return this;
  }

  /**
   * The body as JSON text.
   *
   * @throws IllegalArgumentException if it is no strict JSON; the message says where
   */
  public TestingEventBuilder json(String json) {
    this.body = new Body(JsonReader.read(json));
    return this;
  }

  /** The event. */
  public TestingEvent build() {
    return new TestingEvent(
        new TestingEvent.Envelope(
            id == null ? position.toString() : id,
            Optional.ofNullable(key),
            recordedAt,
            effectiveAt == null ? recordedAt : effectiveAt,
            headers,
            position),
        body);
  }
}
