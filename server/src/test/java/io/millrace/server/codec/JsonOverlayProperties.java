package io.millrace.server.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.FieldPath;
import io.millrace.api.PathConflictException;
import io.millrace.api.testing.TestingEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a JSON body mean what they mean on a tree of JDK values: {@link TestingEvent} is the
 * model. Names and indexes come from small sets, so that paths meet what others have left.
 */
class JsonOverlayProperties {

  private static final List<String> NAMES =
      List.of("a", "b", "long name of many bytes", "é\"\\", "");

  /** One change: a value at a path, or nothing at it. */
  record Change(FieldPath path, boolean removes, @Nullable Object value) {

    Event apply(Event event) {
      return removes ? event.without(path) : event.with(path, value);
    }
  }

  @Property(tries = 3000)
  void changesAreThoseOfATree(
      @ForAll("documents") String document,
      @ForAll("changes") List<Change> changes,
      @ForAll boolean knownLayout)
      throws IOException {
    Event ours = knownLayout ? Codecs.eventOfKnownLayout(document) : Codecs.event(document);
    Event model = TestingEvent.of(document);
    for (Change change : changes) {
      Event before = ours;
      byte[] written = Codecs.encode(Codecs.json(), before);
      String conflict = conflict(change, model);
      assertThat(conflict(change, ours) == null).isEqualTo(conflict == null);
      if (conflict == null) {
        model = change.apply(model);
        ours = change.apply(ours);
      }
      same(ours, model);
      assertThat(Codecs.encode(Codecs.json(), before)).isEqualTo(written);
    }
  }

  private static void same(Event ours, Event model) throws IOException {
    Object expected = model.value(FieldPath.ROOT).get();
    byte[] written = Codecs.encode(Codecs.json(), ours);
    assertThat(ours.value(FieldPath.ROOT).get()).isEqualTo(expected);
    assertThat(StrictJackson.read(written)).isEqualTo(expected);
    assertThat(namesInOrder(ours.value(FieldPath.ROOT).get())).isEqualTo(namesInOrder(expected));
    assertThat(namesInOrder(StrictJackson.read(written))).isEqualTo(namesInOrder(expected));
  }

  private static List<Object> namesInOrder(@Nullable Object value) {
    List<Object> names = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (name, field) -> {
            names.add(name);
            names.add(namesInOrder(field));
          });
    } else if (value instanceof List<?> list) {
      list.forEach(element -> names.add(namesInOrder(element)));
    }
    return names;
  }

  private static @Nullable String conflict(Change change, Event event) {
    try {
      change.apply(event);
      return null;
    } catch (PathConflictException e) {
      return e.getMessage();
    }
  }

  @Property(tries = 2000)
  void readsAreThoseOfATree(
      @ForAll("documents") String document,
      @ForAll("changes") List<Change> changes,
      @ForAll("paths") FieldPath path) {
    Event ours = Codecs.event(document);
    Event model = TestingEvent.of(document);
    for (Change change : changes) {
      if (conflict(change, model) == null) {
        ours = change.apply(ours);
        model = change.apply(model);
      }
    }
    assertThat(ours.has(path)).isEqualTo(model.has(path));
    assertThat(ours.hasValue(path)).isEqualTo(model.hasValue(path));
    assertThat(ours.text(path).toJavaOptional()).isEqualTo(model.text(path).toJavaOptional());
    assertThat(ours.integer(path).toJavaOptional()).isEqualTo(model.integer(path).toJavaOptional());
    assertThat(ours.decimal(path).toJavaOptional()).isEqualTo(model.decimal(path).toJavaOptional());
    assertThat(ours.bool(path).toJavaOptional()).isEqualTo(model.bool(path).toJavaOptional());
    assertThat(ours.instant(path).toJavaOptional()).isEqualTo(model.instant(path).toJavaOptional());
    assertThat(ours.list(path).toJavaOptional()).isEqualTo(model.list(path).toJavaOptional());
    assertThat(ours.object(path).toJavaOptional()).isEqualTo(model.object(path).toJavaOptional());
    assertThat(code(ours, path)).isEqualTo(code(model, path));
    assertThat(elements(ours, path)).isEqualTo(elements(model, path));
  }

  private static String code(Event event, FieldPath path) {
    return event.text(path).fold(failures -> failures.first().code(), text -> "none");
  }

  private static List<List<Object>> elements(Event event, FieldPath path) {
    return event
        .elements(path)
        .map(
            list ->
                list.stream()
                    .map(
                        e ->
                            Arrays.asList(
                                e.id().replaceAll(".*#", ""), e.value(FieldPath.ROOT).get()))
                    .toList())
        .getOrElse(List.of());
  }

  @Property(tries = 1000)
  void whatIsNotTouchedStaysByteForByte(@ForAll("documents") String document) {
    byte[] bytes = document.getBytes(UTF_8);
    StreamCodec codec = Codecs.json();
    Event event = Codecs.decode(codec, bytes).get();
    assertThat(Codecs.encode(codec, event)).isEqualTo(bytes);
    if (document.strip().startsWith("{")) {
      FieldPath fresh = FieldPath.ofNames("fresh");
      Event there = event.with(fresh, "x");
      assertThat(Codecs.encode(there).replaceFirst(",?\"fresh\":\"x\"", "")).isEqualTo(document);
      assertThat(Codecs.encode(there.without(fresh))).isEqualTo(document);
    }
  }

  @Provide
  Arbitrary<String> documents() {
    Arbitrary<String> spaces = Arbitraries.of("", "", " ", "\n  ", "\t", "          ");
    Arbitrary<String> scalars =
        Arbitraries.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1.0",
            "1e3",
            "12345678901234567890",
            "1.5E-2",
            "9223372036854775807",
            "-9223372036854775808",
            "\"\"",
            "\"text\"",
            "\"\\u00e9\\n{[,\"",
            "\"2015-07-03T12:01:35.5+02:00\"",
            "\"2016-02-29T23:59:59Z\"",
            "\"1\"",
            "{}",
            "[]");
    Arbitrary<String> names =
        Arbitraries.of(
            "\"a\"", "\"b\"", "\"\\u0061\"", "\"long name of many bytes\"", "\"é\\\"\\\\\"");
    return Arbitraries.recursive(
        () -> Combinators.combine(spaces, scalars, spaces).as((x, s, y) -> x + s + y),
        inner ->
            Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                    2,
                    Combinators.combine(
                            spaces,
                            Combinators.combine(spaces, names, spaces, inner)
                                .as(
                                    (x, name, y, value) ->
                                        List.of(x + name + y + ":" + value, name))
                                .list()
                                .ofMaxSize(4)
                                .uniqueElements(field -> field.get(1).replace("\\u0061", "a")),
                            spaces)
                        .as(
                            (x, fields, y) ->
                                fields.isEmpty()
                                    ? x + "{" + y + "}"
                                    : x
                                        + "{"
                                        + String.join(
                                            ",", fields.stream().map(f -> f.get(0)).toList())
                                        + y
                                        + "}")),
                net.jqwik.api.Tuple.of(
                    1,
                    Combinators.combine(spaces, inner.list().ofMaxSize(4), spaces)
                        .as(
                            (x, elements, y) ->
                                elements.isEmpty()
                                    ? x + "[" + y + "]"
                                    : x + "[" + String.join(",", elements) + y + "]"))),
        0,
        3);
  }

  @Provide
  Arbitrary<FieldPath> paths() {
    Arbitrary<Object> steps =
        Arbitraries.of("a", "a", "b", "b", NAMES.get(2), NAMES.get(3), 0, 1, 2);
    return steps.list().ofMinSize(1).ofMaxSize(3).map(JsonOverlayProperties::path);
  }

  private static FieldPath path(List<Object> steps) {
    FieldPath path = FieldPath.ROOT;
    for (Object step : steps) {
      path = step instanceof Integer index ? path.child(index) : path.child((String) step);
    }
    return path;
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<@Nullable Object> values =
        Arbitraries.of(
                "x",
                "é\"\\\u0000\u007f😀",
                1L,
                12,
                new BigDecimal("1.50"),
                0.25,
                true,
                Map.of("a", 1L),
                Map.of(),
                List.of(),
                List.of("x", Map.of("b", List.of(2L))))
            .injectNull(0.1)
            .map(value -> value);
    return Combinators.combine(paths(), Arbitraries.of(true, false, false), values)
        .as(Change::new)
        .list()
        .ofMaxSize(6);
  }
}
