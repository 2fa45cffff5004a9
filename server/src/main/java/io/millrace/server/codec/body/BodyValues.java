package io.millrace.server.codec.body;

import io.millrace.server.codec.text.Utf8;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JDK values that a body is made of, as {@code Event} names them. */
public final class BodyValues {

  /** Stands where there is nothing, since a body may have null. */
  public static final Object ABSENT = new Object();

  private BodyValues() {}

  /**
   * A copy that nobody can modify, with numbers as reads answer with them.
   *
   * @param levels how many levels of nesting there is still room for
   * @throws IllegalArgumentException for what is no body value
   */
  public static @Nullable Object copy(@Nullable Object value, int levels) {
    if (value instanceof Map<?, ?> map) {
      return copyMap(map, requireRoom(levels));
    }
    if (value instanceof List<?> list) {
      return copyList(list, requireRoom(levels));
    }
    return value instanceof Number number ? number(number) : scalar(value);
  }

  private static @Nullable Object scalar(@Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (value instanceof String text) {
      return wellFormed(text);
    }
    if (value instanceof byte[] bytes) {
      return bytes.clone();
    }
    throw new IllegalArgumentException(value.getClass().getName() + " is no body value");
  }

  private static Number number(Number number) {
    if (number instanceof Integer) {
      return number.longValue();
    }
    if (number instanceof BigInteger integer && integer.bitLength() < Long.SIZE) {
      return integer.longValue();
    }
    if (number instanceof Double value && Double.isFinite(value)) {
      return BigDecimal.valueOf(value);
    }
    if (number instanceof Long || number instanceof BigInteger || number instanceof BigDecimal) {
      return number;
    }
    throw new IllegalArgumentException(
        (number instanceof Double ? number.toString() : number.getClass().getName())
            + " is no body value");
  }

  private static String wellFormed(String text) {
    if (!Utf8.canHold(text)) {
      throw new IllegalArgumentException("a text with half of a surrogate pair is no body value");
    }
    return text;
  }

  private static int requireRoom(int levels) {
    if (levels <= 0) {
      throw new IllegalArgumentException(
          "the value is nested deeper than " + Body.MAX_DEPTH + " levels");
    }
    return levels - 1;
  }

  private static List<@Nullable Object> copyList(List<?> list, int levels) {
    List<@Nullable Object> copy = new ArrayList<>(list.size());
    for (Object element : list) {
      copy.add(copy(element, levels));
    }
    return Collections.unmodifiableList(copy);
  }

  private static Map<String, @Nullable Object> copyMap(Map<?, ?> map, int levels) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    map.forEach(
        (name, value) -> {
          if (!(name instanceof String text)) {
            throw new IllegalArgumentException("the names of an object are texts");
          }
          copy.put(wellFormed(text), copy(value, levels));
        });
    return RecordMap.like(map, copy);
  }

  /** Whether a value has bytes in it, which readers get copies of. */
  public static boolean hasBytes(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.values().stream().anyMatch(BodyValues::hasBytes);
    }
    if (value instanceof List<?> list) {
      return list.stream().anyMatch(BodyValues::hasBytes);
    }
    return value instanceof byte[];
  }
}
