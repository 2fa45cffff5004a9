package io.millrace.plugin.lookup;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Keys of tables are texts, so that 17 in an event finds 17 in a CSV file. */
final class Keys {

  private Keys() {}

  /** The key that a body value stands for; null for what is none. */
  static @Nullable String of(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    } else if (value instanceof BigDecimal number) {
      return number.toString();
    }
    return value instanceof Number || value instanceof Boolean ? value.toString() : null;
  }
}
