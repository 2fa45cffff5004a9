package io.millrace.server.config.bind;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** What an unquoted scalar is where any value may stand: the JSON types, and otherwise a text. */
final class AnyValue {

  private AnyValue() {}

  static @Nullable Object of(Text text) {
    String value = text.value();
    if (text.quoted()) {
      return value;
    }
    return switch (value) {
      case "", "~", "null" -> null;
      case "true" -> true;
      case "false" -> false;
      default -> ScalarReader.number(value).map(AnyValue::narrow).orElse(value);
    };
  }

  private static Object narrow(BigDecimal number) {
    if (number.scale() != 0) {
      return number;
    }
    BigInteger whole = number.unscaledValue();
    return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole;
  }
}
