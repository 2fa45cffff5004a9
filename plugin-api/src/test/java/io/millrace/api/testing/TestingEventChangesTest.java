package io.millrace.api.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Event;
import io.millrace.api.FieldPath;
import io.millrace.api.Headers;
import io.millrace.api.PathConflictException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds {@link TestingEvent}'s changes to the contract that {@link Event} states. */
class TestingEventChangesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                 | a.b.c     | {'a':{'b':{'c':7}}}",
        "{'a':1,'b':2}      | a         | {'a':7,'b':2}",
        "{'a':null}         | a         | {'a':7}",
        "{'a':[1,{'b':2}]}  | a[1].b    | {'a':[1,{'b':7}]}",
        "{'a':[1,{'b':2}]}  | a[1].c.d  | {'a':[1,{'b':2,'c':{'d':7}}]}",
        "{'a':[1,2]}        | a[0]      | {'a':[7,2]}",
        "[1]                | [0]       | [7]",
        "5                  | $         | 7"
      })
  void withPutsAValue(String before, String path, String after) {
    Event event = event(before);

    assertThat(event.with(FieldPath.of(path), 7)).isEqualTo(event(after));
    assertThat(event).isEqualTo(event(before));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':'x'}   | a.b    | a.b cannot be set: a is a text, and is no object",
        "{'a':null}  | a.b    | a.b cannot be set: a is null, and is no object",
        "{'a':[1]}   | a.b    | a.b cannot be set: a is an array, and is no object",
        "{'a':[1]}   | a[1]   | a[1] cannot be set: a is an array, and has no element [1]",
        "{'a':{}}    | a[0]   | a[0] cannot be set: a is an object, and has no element [0]",
        "{}          | a[0]   | a[0] cannot be set: a is absent, and has no element [0]",
        "1           | a      | a cannot be set: $ is a number, and is no object"
      })
  void withConflicts(String body, String path, String message) {
    FieldPath field = FieldPath.of(path);

    assertThatThrownBy(() -> event(body).with(field, 7))
        .isInstanceOfSatisfying(
            PathConflictException.class, e -> assertThat(e.path()).isEqualTo(field))
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':1,'b':2}         | a      | {'b':2}",
        "{'a':null}            | a      | {}",
        "{'a':{'b':1}}         | a.b    | {'a':{}}",
        "{'a':[1,2,3]}         | a[1]   | {'a':[1,3]}",
        "{'a':[1,{'b':2}]}     | a[1].b | {'a':[1,{}]}"
      })
  void withoutTakesAValueAway(String before, String path, String after) {
    assertThat(event(before).without(FieldPath.of(path))).isEqualTo(event(after));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a[2]", "a.b", "b.c"})
  void withoutNothingIsTheSameEvent(String path) {
    Event event = event("{'a':[1,2],'b':'text'}");

    assertThat(event.without(FieldPath.of(path))).isSameAs(event);
  }

  @Test
  void theRootCannotBeRemoved() {
    assertThatThrownBy(() -> event("{}").without(FieldPath.ROOT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void valuesAreCopiedAndNumbersNormal() {
    Map<String, Object> map = new HashMap<>(Map.of("n", 1));
    List<Object> list = new ArrayList<>(List.of(map, BigInteger.TEN, 1.5));
    Event event = event("{}").with(FieldPath.of("a"), list);

    map.clear();
    list.clear();

    assertThat(event.list(FieldPath.of("a")).get())
        .containsExactly(Map.of("n", 1L), 10L, new BigDecimal("1.5"));
  }

  @Provide
  Arbitrary<Object> strangeValues() {
    return Arbitraries.of(
        Double.NaN,
        Double.POSITIVE_INFINITY,
        1.5f,
        'c',
        new java.util.concurrent.atomic.AtomicLong(),
        java.time.Instant.EPOCH,
        "\uD800",
        "x\uDC00",
        Map.of(1, 2),
        Map.of("\uD800", 2),
        List.of(Map.of("a", List.of(new Object[0].getClass()))));
  }

  @Property
  void whatIsNoBodyValueIsRefused(@ForAll("strangeValues") Object value) {
    assertThatThrownBy(() -> event("{}").with(FieldPath.of("a"), value))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Event event(String json) {
    return TestingEvent.of(json.replace('\'', '"'));
  }

  @Test
  void textsBesideTheBodyAreWellFormed() {
    Event event = event("{}");

    assertThatThrownBy(() -> event.withKey("k\ud800")).hasMessageContaining("in the key of");
    assertThatThrownBy(() -> event.withId("\udc00k")).hasMessageContaining("in the id of");
    assertThat(event.withKey("\ud83d\ude00").key()).contains("\ud83d\ude00");
  }

  @Test
  void aNewHeaderHasNoControlCharacterInItsName() {
    Headers came = Headers.of(List.of(new Headers.Header("c\n", null)));
    Event event = TestingEvent.builder().headers(came).build();

    assertThat(event.withHeaders(came.with("h", "v\n")).headers().list()).hasSize(2);
    assertThatThrownBy(() -> event.withHeaders(came.with("h\n", "v")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("control character");
  }
}
