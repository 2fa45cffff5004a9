package io.millrace.api.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.Headers;
import io.millrace.api.Position;
import io.vavr.control.Either;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds {@link TestingEvent}'s reads and envelope to the contract that {@link Event} states. */
class TestingEventTest {

  private static final Event EVENT =
      TestingEvent.of(
          """
          {"text": "ten", "one": 1, "big": 9223372036854775808, "exact": 12.50, "whole": 1.0,
           "thousand": 1e3, "huge": 1e400, "yes": true, "none": null, "time":
           "2015-07-03T14:01:35+02:00", "day": "2015-07-03", "list": [1, null, {"sku": "a"}],
           "object": {"inner": null}}
          """);

  private static FieldPath path(String path) {
    return FieldPath.of(path);
  }

  @Test
  void anEventHasDefaults() {
    Event event = TestingEvent.builder().build();

    assertThat(event.id()).isEqualTo("test/0@0");
    assertThat(event.key()).isEmpty();
    assertThat(event.recordedAt()).isEqualTo(event.effectiveAt());
    assertThat(event.headers()).isEqualTo(Headers.EMPTY);
    assertThat(event.position()).isEqualTo(new Position("test", 0, 0));
    assertThat(event.value(FieldPath.ROOT).get()).isEqualTo(Map.of());
  }

  @Test
  void readsAnswerWithValues() {
    assertThat(EVENT.text(path("text")).get()).isEqualTo("ten");
    assertThat(EVENT.integer(path("one")).get()).isEqualTo(1L);
    assertThat(EVENT.integer(path("whole")).get()).isEqualTo(1L);
    assertThat(EVENT.integer(path("thousand")).get()).isEqualTo(1000L);
    assertThat(EVENT.decimal(path("exact")).get()).isEqualTo(new BigDecimal("12.50"));
    assertThat(EVENT.decimal(path("one")).get()).isEqualTo(BigDecimal.ONE);
    assertThat(EVENT.bool(path("yes")).get()).isTrue();
    assertThat(EVENT.instant(path("time")).get()).isEqualTo(Instant.parse("2015-07-03T12:01:35Z"));
    assertThat(EVENT.instant(path("thousand")).get()).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(EVENT.list(path("list")).get()).containsExactly(1L, null, Map.of("sku", "a"));
    assertThat(EVENT.object(path("object")).get()).containsEntry("inner", null);
    assertThat(EVENT.value(path("big")).get()).isEqualTo(new BigInteger("9223372036854775808"));
    assertThat(EVENT.value(path("none")).isRight()).isTrue();
    assertThat(EVENT.value(path("none")).get()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "text,   one,  field.type",
    "text,   none, field.type",
    "text,   away, field.missing",
    "text,   text.part, field.missing",
    "text,   list[3], field.missing",
    "text,   list.sku, field.missing",
    "text,   object[0], field.missing",
    "integer, exact, field.type",
    "integer, big, field.type",
    "integer, huge, field.type",
    "integer, text, field.type",
    "decimal, text, field.type",
    "bool,    text, field.type",
    "instant, day, field.type",
    "instant, exact, field.type",
    "instant, yes, field.type",
    "list,    object, field.type",
    "object,  list, field.type",
    "bytes,   text, field.type",
    "elements, object, field.type",
    "elements, away, field.missing",
    "value,    away, field.missing"
  })
  void readsAnswerWithFailures(String read, String path, String code) {
    FieldPath field = path(path);
    Either<Failures, ?> result =
        switch (read) {
          case "text" -> EVENT.text(field);
          case "integer" -> EVENT.integer(field);
          case "decimal" -> EVENT.decimal(field);
          case "bool" -> EVENT.bool(field);
          case "instant" -> EVENT.instant(field);
          case "list" -> EVENT.list(field);
          case "object" -> EVENT.object(field);
          case "bytes" -> EVENT.bytes(field);
          case "elements" -> EVENT.elements(field);
          default -> EVENT.value(field);
        };

    Failure failure = result.getLeft().first();
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.kind()).isEqualTo(Failure.Kind.REJECTED);
    assertThat(failure.field()).contains(field);
    assertThat(failure.message()).startsWith(path);
  }

  @Test
  void hasCountsNull() {
    assertThat(EVENT.has(path("none"))).isTrue();
    assertThat(EVENT.has(path("object.inner"))).isTrue();
    assertThat(EVENT.has(path("list[1]"))).isTrue();
    assertThat(EVENT.has(path("away"))).isFalse();
    assertThat(EVENT.has(FieldPath.ROOT)).isTrue();
  }

  @Test
  void hasValueDoesNotCountNull() {
    assertThat(EVENT.hasValue(path("none"))).isFalse();
    assertThat(EVENT.hasValue(path("list[1]"))).isFalse();
    assertThat(EVENT.hasValue(path("away"))).isFalse();
    assertThat(EVENT.hasValue(path("one"))).isTrue();
  }

  @Test
  void whatIsReadCannotBeChanged() {
    assertThatThrownBy(() -> EVENT.list(path("list")).get().add(1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> EVENT.object(path("object")).get().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void bytesAreOneBodyAtTheRoot() {
    byte[] bytes = {1, 2};
    Event event = TestingEvent.builder().body(bytes).build();

    bytes[0] = 9;
    event.bytes(FieldPath.ROOT).get()[0] = 8;

    assertThat(event.bytes(FieldPath.ROOT).get()).containsExactly(1, 2);
    assertThat(event.text(path("a")).getLeft().first().code()).isEqualTo("field.missing");
    assertThat(event).isEqualTo(TestingEvent.builder().body(new byte[] {1, 2}).build());
    assertThat(event).isNotEqualTo(TestingEvent.builder().body(new byte[] {1, 3}).build());
  }

  @Test
  void elementsAreEvents() {
    Event event = TestingEvent.builder().id("e").key("k").json("{\"a\":[{\"b\":1},2]}").build();

    List<Event> elements = event.elements(path("a")).get();

    assertThat(elements).extracting(Event::id).containsExactly("e#0", "e#1");
    assertThat(elements).extracting(e -> e.key().get()).containsOnly("k");
    assertThat(elements.get(0).integer(path("b")).get()).isEqualTo(1);
    assertThat(elements.get(1).integer(FieldPath.ROOT).get()).isEqualTo(2);
    assertThat(elements.get(1).position()).isEqualTo(event.position());
  }

  @Test
  void theEnvelopeCanBeChanged() {
    Instant time = Instant.parse("2015-07-03T12:01:35Z");
    Headers headers = Headers.EMPTY.with("a", "b");

    Event changed = EVENT.withId("id").withKey("key").withEffectiveAt(time).withHeaders(headers);

    assertThat(changed)
        .isEqualTo(
            TestingEvent.builder()
                .id("id")
                .key("key")
                .effectiveAt(time)
                .header("a", "b")
                .body(EVENT.value(FieldPath.ROOT).get())
                .build());
    assertThat(EVENT.id()).isEqualTo("test/0@0");
  }

  @Test
  void equalOnContentAndShownWhole() {
    TestingEvent event = TestingEvent.of("{\"a\": [1.0, \"\\u0000\\n\\\"\"], \"b\": null}");

    assertThat(event)
        .isEqualTo(TestingEvent.of("{\"b\": null, \"a\": [1.0, \"\\u0000\\n\\\"\"]}"))
        .isNotEqualTo(TestingEvent.of("{\"b\": null, \"a\": [1.00, \"\\u0000\\n\\\"\"]}"))
        .isNotEqualTo(TestingEvent.of("{\"a\": [1.0, \"\\u0000\\n\\\"\"]}"))
        .isNotEqualTo(event.withKey("k"))
        .hasToString(
            "test/0@0 recorded=2026-01-01T00:00:00Z {\"a\":[1.0,\"\\u0000\\n\\\"\"],\"b\":null}");
    assertThat(event.withId("x").withKey("k"))
        .asString()
        .startsWith("test/0@0 id=x key=k recorded=");
  }
}
