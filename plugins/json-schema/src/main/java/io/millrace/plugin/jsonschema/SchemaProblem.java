package io.millrace.plugin.jsonschema;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A schema that cannot be used, told to the operator at start. */
final class SchemaProblem extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  SchemaProblem(Path file, String what, @Nullable Throwable cause) {
    super("the schema " + file + " " + what, cause);
  }

  SchemaProblem(Path file, String what) {
    this(file, what, null);
  }
}
