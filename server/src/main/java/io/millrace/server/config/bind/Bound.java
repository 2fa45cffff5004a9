package io.millrace.server.config.bind;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a node: a value, or problems that have been reported.
 *
 * @param complete whether there is a value
 * @param value the value; null stands for YAML's null
 */
record Bound(boolean complete, @Nullable Object value) {

  static final Bound WRONG = new Bound(false, null);

  static Bound of(@Nullable Object value) {
    return new Bound(true, value);
  }

  static Bound of(Optional<?> value) {
    return value.isPresent() ? of(value.get()) : WRONG;
  }
}
