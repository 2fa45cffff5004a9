package io.millrace.server.plugin;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.Setting;
import io.vavr.control.Either;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of a stage's secret settings. What its plugin says is masked before it goes to a log,
 * to an operator or into a failure, for a message of a driver or a client easily has the password
 * in it. Immutable.
 */
final class Secrets {

  static final Secrets NONE = new Secrets(List.of());

  private static final String MASK = "***";

  /** The longest first: one may be part of another. */
  private final List<String> values;

  private Secrets(List<String> values) {
    this.values = values;
  }

  /** The secrets among settings, those of records in them included. */
  static Secrets of(Record settings) {
    List<String> found = new ArrayList<>();
    gather(settings, false, found);
    return found.isEmpty()
        ? NONE
        : new Secrets(
            found.stream()
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
  }

  private static void gather(@Nullable Object value, boolean secret, List<String> found) {
    if (value instanceof Record settings) {
      for (RecordComponent component : settings.getClass().getRecordComponents()) {
        Setting setting = component.getAnnotation(Setting.class);
        boolean inner = secret || (setting != null && setting.secret());
        gather(read(settings, component), inner, found);
      }
    } else if (value instanceof Optional<?> optional) {
      gather(optional.orElse(null), secret, found);
    } else if (value instanceof Collection<?> collection) {
      collection.forEach(element -> gather(element, secret, found));
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(element -> gather(element, secret, found));
    } else if (secret && value != null && !value.toString().isBlank()) {
      found.add(value.toString());
    }
  }

  private static @Nullable Object read(Record settings, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(settings);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read the setting " + component.getName(), e);
    }
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** The text with each secret as {@code ***}. */
  String mask(String text) {
    String masked = text;
    for (String value : values) {
      masked = masked.replace(value, MASK);
    }
    return masked;
  }

  /** A Left with its messages and attributes masked; the same one if there is nothing to mask. */
  <T> Either<Failures, T> mask(Either<Failures, T> left) {
    return values.isEmpty()
        ? left
        : Either.left(Failures.of(left.getLeft().list().stream().map(this::mask).toList()));
  }

  private Failure mask(Failure failure) {
    Map<String, String> attributes = new LinkedHashMap<>();
    failure.attributes().forEach((name, value) -> attributes.put(name, mask(value)));
    return new Failure(
        failure.kind(), failure.code(), mask(failure.message()), failure.field(), attributes);
  }
}
