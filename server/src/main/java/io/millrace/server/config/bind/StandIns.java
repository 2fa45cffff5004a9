package io.millrace.server.config.bind;

import io.millrace.api.FieldPath;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Harmless values in the place of what was not written, or written wrongly, and has no default: so
 * that a record's constructor gets to look at what else was written.
 */
final class StandIns {

  private StandIns() {}

  /** A value of a type; empty if there is none that is harmless. */
  static Optional<Object> of(SettingType type) {
    return type instanceof SettingType.Scalar scalar ? Optional.of(of(scalar)) : Optional.empty();
  }

  private static Object of(SettingType.Scalar scalar) {
    return switch (scalar.type()) {
      case TEXT -> "x";
      case BOOLEAN -> false;
      case INT -> 1;
      case LONG, BYTES -> 1L;
      case DOUBLE -> 1.0;
      case DECIMAL -> BigDecimal.ONE;
      case DURATION -> Duration.ofSeconds(1);
      case PATH -> Path.of("x");
      case URI -> URI.create("x:/");
      case FIELD_PATH -> FieldPath.of("x");
      case ENUM -> Objects.requireNonNull(scalar.javaClass().getEnumConstants())[0];
    };
  }
}
