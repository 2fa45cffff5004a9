package io.millrace.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One reason why something did not work. Immutable, and cheap: it carries no stack trace.
 *
 * @param kind who has to act
 * @param code a stable code for machines: lower-case words joined by {@code -} in parts joined by
 *     {@code .}, such as {@code json-schema.violated}
 * @param message one sentence for people, without secrets
 * @param field the field that is concerned, if it is one
 * @param attributes more facts, small and without secrets, in the order given
 */
public record Failure(
    Kind kind,
    String code,
    String message,
    Optional<FieldPath> field,
    Map<String, String> attributes) {

  /** Who has to act. */
  public enum Kind {
    /** The event is wrong; it will be wrong again. */
    REJECTED,
    /** Something that is needed is down; the event is tried again, and its partition waits. */
    UNAVAILABLE,
    /** The plugin threw, returned null or broke its contract in another way. */
    DEFECT
  }

  /** Checks that nothing is null and that the code is well-formed; copies the attributes. */
  public Failure {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(field, "field");
    requireCode(code);
    attributes = copy(attributes);
  }

  private static Map<String, String> copy(Map<String, String> attributes) {
    if (attributes.isEmpty()) {
      return Map.of();
    }
    Map<String, String> copy = new LinkedHashMap<>(attributes);
    copy.forEach(
        (name, value) -> {
          Objects.requireNonNull(name, "an attribute's name");
          Objects.requireNonNull(value, name);
        });
    return Collections.unmodifiableMap(copy);
  }

  /** The event is wrong. */
  public static Failure rejected(String code, String message) {
    return new Failure(Kind.REJECTED, code, message, Optional.empty(), Map.of());
  }

  /** A field of the event is wrong. */
  public static Failure rejected(String code, FieldPath field, String message) {
    return new Failure(Kind.REJECTED, code, message, Optional.of(field), Map.of());
  }

  /** Something that is needed is down. */
  public static Failure unavailable(String code, String message) {
    return new Failure(Kind.UNAVAILABLE, code, message, Optional.empty(), Map.of());
  }

  /** The plugin is at fault. */
  public static Failure defect(String code, String message) {
    return new Failure(Kind.DEFECT, code, message, Optional.empty(), Map.of());
  }

  /** The same failure with one more attribute, or with another value of it. */
  public Failure with(String attribute, String value) {
    Map<String, String> more = new LinkedHashMap<>(attributes);
    more.put(attribute, value);
    return new Failure(kind, code, message, field, more);
  }

  private static void requireCode(String code) {
    boolean wordStarts = true;
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && (wordStarts || (c != '.' && c != '-'))) {
        throw malformed(code);
      }
      wordStarts = !letterOrDigit;
    }
    if (wordStarts) {
      throw malformed(code);
    }
  }

  private static IllegalArgumentException malformed(String code) {
    return new IllegalArgumentException(
        "a failure's code is lower-case words joined by '-' in parts joined by '.', not '"
            + code
            + "'");
  }
}
