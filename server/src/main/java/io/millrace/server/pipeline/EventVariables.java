package io.millrace.server.pipeline;

import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelVariableResolver;
import io.millrace.api.Event;
import io.millrace.api.FieldPath;
import io.millrace.api.Headers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event as CEL sees it: {@code body} and {@code headers}. Of a body that is an object only the
 * top-level fields that the expression names are read.
 */
final class EventVariables implements CelVariableResolver {

  private final Event event;
  private final boolean fieldsOnly;

  EventVariables(Event event, boolean fieldsOnly) {
    this.event = event;
    this.fieldsOnly = fieldsOnly;
  }

  @Override
  public Optional<Object> find(String name) {
    return switch (name) {
      case "body" -> Optional.of(body());
      case "headers" -> Optional.of(headers());
      default -> Optional.empty();
    };
  }

  private Object body() {
    return fieldsOnly
        ? new LazyObject(event)
        : convert(event.value(FieldPath.ROOT).getOrElse((Object) null));
  }

  private Map<String, String> headers() {
    Map<String, String> map = new LinkedHashMap<>();
    for (Headers.Header header : event.headers().list()) {
      event.headers().text(header.name()).ifPresent(text -> map.put(header.name(), text));
    }
    return map;
  }

  /** Numbers as CEL has them: an integer that no int64 can hold and every fraction is a double. */
  private static Object convert(Object value) {
    if (value == null) {
      return NullValue.NULL_VALUE;
    }
    if (value instanceof BigDecimal || value instanceof BigInteger || value instanceof Float) {
      return ((Number) value).doubleValue();
    }
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof List<?> list) {
      List<Object> converted = new ArrayList<>(list.size());
      list.forEach(item -> converted.add(convert(item)));
      return converted;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> converted = new LinkedHashMap<>();
      map.forEach((name, item) -> converted.put(name, convert(item)));
      return converted;
    }
    return value;
  }

  /** The fields of a body, read one by one as they are asked for. */
  private static final class LazyObject extends AbstractMap<String, Object> {

    private final Event event;

    LazyObject(Event event) {
      this.event = event;
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
      if (!(name instanceof String text)) {
        return null;
      }
      FieldPath path = FieldPath.ofNames(text);
      return event.has(path) ? convert(event.value(path).getOrNull()) : null;
    }

    @Override
    public boolean containsKey(Object name) {
      return name instanceof String text && event.has(FieldPath.ofNames(text));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Set<Entry<String, Object>> entrySet() {
      return ((Map<String, Object>) convert(event.value(FieldPath.ROOT).get())).entrySet();
    }
  }
}
