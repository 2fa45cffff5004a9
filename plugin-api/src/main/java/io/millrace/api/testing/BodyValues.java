package io.millrace.api.testing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The JDK values that a body is made of, as {@link io.millrace.api.Event} names them. */
final class BodyValues {

  private BodyValues() {}

  /**
   * A copy that nobody can modify, with numbers as reads answer with them.
   *
   * @throws IllegalArgumentException for what is no body value
   */
  static Object copy(Object value) {
    if (value == null || value instanceof Boolean || value instanceof Long) {
      return value;
    } else if (value instanceof String text) {
      return wellFormed(text);
    } else if (value instanceof Integer number) {
      return number.longValue();
    } else if (value instanceof BigInteger number) {
      return shortest(number);
    } else if (value instanceof BigDecimal number) {
      return number;
    } else if (value instanceof Double number && Double.isFinite(number)) {
      return BigDecimal.valueOf(number);
    } else if (value instanceof byte[] bytes) {
      return bytes.clone();
    } else if (value instanceof List<?> list) {
      return copyList(list);
    } else if (value instanceof Map<?, ?> map) {
      return copyMap(map);
    }
    throw new IllegalArgumentException(
        value instanceof Double
            ? value + " is no body value: numbers are finite"
            : value.getClass().getName() + " is no body value: see io.millrace.api.Event");
  }

  private static List<Object> copyList(List<?> list) {
    List<Object> copy = new ArrayList<>(list.size());
    list.forEach(element -> copy.add(copy(element)));
    return Collections.unmodifiableList(copy);
  }

  private static Map<String, Object> copyMap(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach(
        (name, member) -> {
          if (!(name instanceof String text)) {
            throw new IllegalArgumentException(
                "the names of an object are texts, not " + name + ": see io.millrace.api.Event");
          }
          copy.put(wellFormed(text), copy(member));
        });
    return Collections.unmodifiableMap(copy);
  }

  /** A long if it is long enough. */
  static Number shortest(BigInteger number) {
    if (number.bitLength() < Long.SIZE) {
      return number.longValue();
    }
    return number;
  }

  private static String wellFormed(String text) {
    if (hasLoneSurrogate(text)) {
      throw new IllegalArgumentException("a text with half of a surrogate pair is no body value");
    }
    return text;
  }

  static boolean hasLoneSurrogate(CharSequence text) {
    return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= 0xDFFF);
  }

  /** Equality on content, bytes included. */
  static boolean same(Object one, Object other) {
    if (one instanceof byte[] bytes && other instanceof byte[] others) {
      return Arrays.equals(bytes, others);
    } else if (one instanceof List<?> list && other instanceof List<?> others) {
      boolean same = list.size() == others.size();
      for (int i = 0; same && i < list.size(); i++) {
        same = same(list.get(i), others.get(i));
      }
      return same;
    } else if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> others) {
      return map.keySet().equals(others.keySet())
          && map.keySet().stream().allMatch(name -> same(map.get(name), others.get(name)));
    }
    return Objects.equals(one, other);
  }

  /** What a person calls it. */
  static String describe(Object value) {
    if (value == null) {
      return "null";
    } else if (value instanceof String) {
      return "a text";
    } else if (value instanceof Boolean) {
      return "a boolean";
    } else if (value instanceof Number) {
      return "a number";
    } else if (value instanceof List) {
      return "an array";
    }
    return value instanceof Map ? "an object" : "bytes";
  }
}
