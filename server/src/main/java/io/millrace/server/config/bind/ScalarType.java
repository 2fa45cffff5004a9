package io.millrace.server.config.bind;

import io.millrace.api.FieldPath;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The kinds of scalar that a setting may be. */
enum ScalarType {
  TEXT("a text", "quote it"),
  BOOLEAN("true or false", "write true or false"),
  INT("a whole number", "write digits, such as 8080"),
  LONG("a whole number", "write digits, such as 8080"),
  BYTES("a number of bytes", "write a number and a unit, such as 64KiB, 16MB or 512"),
  DOUBLE("a number", "write a number, such as 0.5"),
  DECIMAL("a number", "write a number, such as 0.5"),
  DURATION("a duration", "write a number and a unit, such as 500ms, 5s, 10m, 1h or 7d"),
  PATH("a path", "write the path of a file or directory"),
  URI("a URI", "write a URI, such as http://localhost:8080/"),
  FIELD_PATH("a field path", "write names joined by dots, such as shopper.ip or items[0].sku"),
  ENUM("one of some words", "write one of them");

  private static final Map<Class<?>, ScalarType> BY_CLASS =
      Map.ofEntries(
          Map.entry(String.class, TEXT),
          Map.entry(boolean.class, BOOLEAN),
          Map.entry(Boolean.class, BOOLEAN),
          Map.entry(int.class, INT),
          Map.entry(Integer.class, INT),
          Map.entry(long.class, LONG),
          Map.entry(Long.class, LONG),
          Map.entry(double.class, DOUBLE),
          Map.entry(Double.class, DOUBLE),
          Map.entry(BigDecimal.class, DECIMAL),
          Map.entry(Duration.class, DURATION),
          Map.entry(Path.class, PATH),
          Map.entry(URI.class, URI),
          Map.entry(FieldPath.class, FIELD_PATH));

  private final String words;
  private final String mend;

  ScalarType(String words, String mend) {
    this.words = words;
    this.mend = mend;
  }

  static Optional<ScalarType> of(Class<?> type, boolean bytes) {
    if (type.isEnum()) {
      return Optional.of(ENUM);
    }
    return Optional.ofNullable(BY_CLASS.get(type))
        .map(scalar -> bytes && scalar == LONG ? BYTES : scalar);
  }

  /** For people: {@code a whole number}. */
  String words() {
    return words;
  }

  /** The edit if something else was written. */
  String mend() {
    return mend;
  }
}
