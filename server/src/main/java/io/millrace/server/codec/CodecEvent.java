package io.millrace.server.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.Headers;
import io.millrace.api.Position;
import io.millrace.server.codec.body.Body;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.vavr.control.Either;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An event as the server holds it: a body in its format over the record it was read from. */
final class CodecEvent implements Event {

  private final EventOrigin origin;
  private final Body body;
  private final EventChanges changes;

  CodecEvent(EventOrigin origin, Body body) {
    this(origin, body, EventChanges.NONE);
  }

  private CodecEvent(EventOrigin origin, Body body, EventChanges changes) {
    this.origin = origin;
    this.body = body;
    this.changes = changes;
  }

  Body body() {
    return body;
  }

  /** The key's bytes: those of the record unless a stage has set another. */
  @Nullable Bytes keyBytes() {
    String key = changes.key();
    return key == null ? origin.source().key() : Bytes.of(key.getBytes(UTF_8));
  }

  /** The headers, encoded: those of the record unless a stage has set others. */
  RecordHeaders recordHeaders() {
    Headers headers = changes.headers();
    return headers == null ? origin.source().headers() : RecordHeaders.of(headers);
  }

  @Override
  public String id() {
    String id = changes.id();
    return id == null ? origin.id() : id;
  }

  @Override
  public Optional<String> key() {
    return changes.key() != null
        ? Optional.of(changes.key())
        : Optional.ofNullable(origin.source().key()).map(Bytes::toText);
  }

  @Override
  public Instant recordedAt() {
    return origin.recordedAt();
  }

  @Override
  public Instant effectiveAt() {
    Instant time = changes.effectiveAt();
    return time == null ? origin.effectiveAt() : time;
  }

  @Override
  public Headers headers() {
    Headers headers = changes.headers();
    return headers == null ? origin.source().headers().decode() : headers;
  }

  @Override
  public Position position() {
    return origin.position();
  }

  @Override
  public boolean has(FieldPath path) {
    return body.has(path);
  }

  @Override
  public boolean hasValue(FieldPath path) {
    return body.hasValue(path);
  }

  @Override
  public Either<Failures, @Nullable Object> value(FieldPath path) {
    return body.value(path);
  }

  @Override
  public Either<Failures, String> text(FieldPath path) {
    return body.text(path);
  }

  @Override
  public Either<Failures, Long> integer(FieldPath path) {
    return body.integer(path);
  }

  @Override
  public Either<Failures, BigDecimal> decimal(FieldPath path) {
    return body.decimal(path);
  }

  @Override
  public Either<Failures, Boolean> bool(FieldPath path) {
    return body.bool(path);
  }

  @Override
  public Either<Failures, byte[]> bytes(FieldPath path) {
    return body.bytes(path);
  }

  @Override
  public Either<Failures, Instant> instant(FieldPath path) {
    return body.instant(path);
  }

  @Override
  public Either<Failures, List<@Nullable Object>> list(FieldPath path) {
    return body.list(path);
  }

  @Override
  public Either<Failures, Map<String, @Nullable Object>> object(FieldPath path) {
    return body.object(path);
  }

  @Override
  public Either<Failures, List<Event>> elements(FieldPath path) {
    return body.elements(path).map(this::withBodies);
  }

  private List<Event> withBodies(List<Body> bodies) {
    String id = id();
    List<Event> events = new ArrayList<>(bodies.size());
    for (Body element : bodies) {
      events.add(new CodecEvent(origin, element, changes.withId(id + "#" + events.size())));
    }
    return Collections.unmodifiableList(events);
  }

  @Override
  public Event with(FieldPath path, @Nullable Object value) {
    return new CodecEvent(origin, body.with(path, value), changes);
  }

  @Override
  public Event without(FieldPath path) {
    if (path.size() == 0) {
      throw new IllegalArgumentException("an event always has a body: its root cannot be removed");
    }
    Body changed = body.without(path);
    return changed == body ? this : new CodecEvent(origin, changed, changes);
  }

  @Override
  public Event withId(String id) {
    return new CodecEvent(origin, body, changes.withId(EventTexts.wellFormed("id", id)));
  }

  @Override
  public Event withKey(String key) {
    return new CodecEvent(origin, body, changes.withKey(EventTexts.wellFormed("key", key)));
  }

  @Override
  public Event withEffectiveAt(Instant time) {
    return new CodecEvent(
        origin, body, changes.withEffectiveAt(Objects.requireNonNull(time, "time")));
  }

  @Override
  public Event withHeaders(Headers headers) {
    return new CodecEvent(origin, body, changes.withHeaders(EventTexts.named(headers, headers())));
  }

  /** For logs: the id and the position, never the body. */
  @Override
  public String toString() {
    return id() + " at " + position();
  }
}
