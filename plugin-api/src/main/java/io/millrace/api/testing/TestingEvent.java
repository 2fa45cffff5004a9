package io.millrace.api.testing;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.Headers;
import io.millrace.api.Position;
import io.vavr.control.Either;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An event for tests, over JDK values; it keeps every promise of {@link Event}.
 *
 * <pre>{@code
 * Event event = TestingEvent.of("{'shopper': {'ip': '10.0.0.1'}}".replace('\'', '"'));
 * Event other = TestingEvent.builder().id("e-1").header("kind", "order").body(Map.of()).build();
 * }</pre>
 *
 * <p>Two are equal if all of their content is. In a body that takes equal texts, numbers with the
 * same digits ({@code 1.0} is not {@code 1.00}), bytes, arrays in the same order and objects in any
 * order. {@link #toString()} shows all of it.
 */
public final class TestingEvent implements Event {

  private final Envelope envelope;
  private final Body body;

  TestingEvent(Envelope envelope, Body body) {
    this.envelope = envelope;
    this.body = body;
  }

  /** All of an event but its body. */
  record Envelope(
      String id,
      Optional<String> key,
      Instant recordedAt,
      Instant effectiveAt,
      Headers headers,
      Position position) {

    Envelope {
      EventTexts.wellFormed("id", id);
      key.ifPresent(text -> EventTexts.wellFormed("key", text));
    }

    Envelope withId(String other) {
      return new Envelope(other, key, recordedAt, effectiveAt, headers, position);
    }
  }

  /**
   * An event with this body and all else as {@link #builder()} has it.
   *
   * @param json the body as JSON text
   * @throws IllegalArgumentException if it is no strict JSON; the message says where
   */
  public static TestingEvent of(String json) {
    return builder().json(json).build();
  }

  /**
   * An event of which everything may be chosen. Unless chosen, the body is an empty object, the
   * position {@code test/0@0}, the id that position as text, the key and the headers are empty, and
   * both times are 2026-01-01T00:00:00Z.
   */
  public static TestingEventBuilder builder() {
    return new TestingEventBuilder();
  }

  /** The body as JSON text on one line; bytes are written as a base64 text. */
  public String json() {
    return JsonWriter.write(body.root());
  }

  @Override
  public String id() {
    return envelope.id;
  }

  @Override
  public Optional<String> key() {
    return envelope.key;
  }

  @Override
  public Instant recordedAt() {
    return envelope.recordedAt;
  }

  @Override
  public Instant effectiveAt() {
    return envelope.effectiveAt;
  }

  @Override
  public Headers headers() {
    return envelope.headers;
  }

  @Override
  public Position position() {
    return envelope.position;
  }

  @Override
  public boolean has(FieldPath path) {
    return body.at(path) != Body.ABSENT;
  }

  @Override
  public boolean hasValue(FieldPath path) {
    Object value = body.at(path);
    return value != null && value != Body.ABSENT;
  }

  @Override
  public Either<Failures, Object> value(FieldPath path) {
    Object value = body.at(path);
    if (value == Body.ABSENT) {
      return Failures.left(Failure.rejected("field.missing", path, path + " is missing"));
    }
    return Either.right(value instanceof byte[] bytes ? bytes.clone() : value);
  }

  @Override
  public Either<Failures, String> text(FieldPath path) {
    return read(path, "a text", value -> value instanceof String text ? text : null);
  }

  @Override
  public Either<Failures, Long> integer(FieldPath path) {
    return read(path, "a whole number of 64 bits", TestingEvent::toLong);
  }

  @Override
  public Either<Failures, BigDecimal> decimal(FieldPath path) {
    return read(
        path, "a number", value -> value instanceof Number n ? new BigDecimal(n.toString()) : null);
  }

  @Override
  public Either<Failures, Boolean> bool(FieldPath path) {
    return read(path, "a boolean", value -> value instanceof Boolean bool ? bool : null);
  }

  @Override
  public Either<Failures, Instant> instant(FieldPath path) {
    return read(path, "a time", TestingEvent::toInstant);
  }

  @Override
  public Either<Failures, byte[]> bytes(FieldPath path) {
    return read(path, "bytes", value -> value instanceof byte[] bytes ? bytes.clone() : null);
  }

  @Override
  @SuppressWarnings("unchecked") // a body's lists are copies made by BodyValues
  public Either<Failures, List<Object>> list(FieldPath path) {
    return read(path, "an array", value -> value instanceof List<?> l ? (List<Object>) l : null);
  }

  @Override
  @SuppressWarnings("unchecked") // a body's maps are copies made by BodyValues
  public Either<Failures, Map<String, Object>> object(FieldPath path) {
    return read(
        path, "an object", value -> value instanceof Map<?, ?> m ? (Map<String, Object>) m : null);
  }

  @Override
  public Either<Failures, List<Event>> elements(FieldPath path) {
    return list(path).map(this::elements);
  }

  private List<Event> elements(List<Object> bodies) {
    List<Event> events = new ArrayList<>(bodies.size());
    for (Object element : bodies) {
      events.add(new TestingEvent(envelope.withId(id() + "#" + events.size()), new Body(element)));
    }
    return List.copyOf(events);
  }

  private <T> Either<Failures, T> read(
      FieldPath path, String expected, Function<Object, T> convert) {
    Object value = body.at(path);
    T converted = value == null || value == Body.ABSENT ? null : convert.apply(value);
    if (converted != null) {
      return Either.right(converted);
    }
    String found =
        value == Body.ABSENT ? "missing" : BodyValues.describe(value) + ", not " + expected;
    return Failures.left(
        Failure.rejected(
            value == Body.ABSENT ? "field.missing" : "field.type", path, path + " is " + found));
  }

  private static Long toLong(Object value) {
    try {
      return value instanceof Long || !(value instanceof Number)
          ? value instanceof Long number ? number : null
          : (Long) new BigDecimal(value.toString()).longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  private static Instant toInstant(Object value) {
    try {
      if (value instanceof String text) {
        return OffsetDateTime.parse(text).toInstant();
      }
      Long millis = toLong(value);
      return millis == null ? null : Instant.ofEpochMilli(millis);
    } catch (DateTimeException e) {
      return null;
    }
  }

  @Override
  public Event with(FieldPath path, Object value) {
    return new TestingEvent(envelope, body.with(path, value));
  }

  @Override
  public Event without(FieldPath path) {
    if (path.size() == 0) {
      throw new IllegalArgumentException("an event always has a body: its root cannot be removed");
    }
    return has(path) ? new TestingEvent(envelope, body.without(path)) : this;
  }

  @Override
  public Event withId(String id) {
    return new TestingEvent(envelope.withId(id), body);
  }

  @Override
  public Event withKey(String key) {
    return change().key(key).build();
  }

  @Override
  public Event withEffectiveAt(Instant time) {
    return change().effectiveAt(time).build();
  }

  @Override
  public Event withHeaders(Headers headers) {
    return change().headers(EventTexts.named(headers, envelope.headers)).build();
  }

  private TestingEventBuilder change() {
    return new TestingEventBuilder(envelope, body);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TestingEvent that
        && envelope.equals(that.envelope)
        && BodyValues.same(body.root(), that.body.root());
  }

  @Override
  public int hashCode() {
    return envelope.hashCode();
  }

  /** All of the event: {@code test/0@0 {"total":12.50}}, and what is not as it usually is. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(envelope.position.toString());
    if (!envelope.id.equals(envelope.position.toString())) {
      out.append(" id=").append(envelope.id);
    }
    envelope.key.ifPresent(key -> out.append(" key=").append(key));
    out.append(" recorded=").append(envelope.recordedAt);
    if (!envelope.effectiveAt.equals(envelope.recordedAt)) {
      out.append(" effective=").append(envelope.effectiveAt);
    }
    if (!envelope.headers.list().isEmpty()) {
      out.append(" headers=").append(envelope.headers);
    }
    return out.append(' ').append(json()).toString();
  }
}
