package io.millrace.plugin.jsonschema;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the library found wrong, as failures. */
final class Violations {

  private static final int LONGEST_MESSAGE = 500;

  private Violations() {}

  /** The first {@code most} of the errors, and a word on the others. */
  static Failures of(List<Error> errors, CompiledSchema schema, int most) {
    List<Failure> failures = new ArrayList<>(Math.min(errors.size(), most + 1));
    for (Error error : errors.subList(0, Math.min(errors.size(), most))) {
      failures.add(failure(error, schema));
    }
    if (errors.size() > most) {
      int others = errors.size() - most;
      failures.add(
          Failure.rejected("json-schema.more", others + " more violations are not listed")
              .with("count", Integer.toString(others)));
    }
    return Failures.of(failures);
  }

  private static Failure failure(Error error, CompiledSchema schema) {
    FieldPath place = path(error.getInstanceLocation());
    FieldPath field =
        error.getKeyword().equals("required") && error.getProperty() != null
            ? place.child(error.getProperty())
            : place;
    String where = place.size() == 0 ? "the event" : place.toString();
    return new Failure(
        Failure.Kind.REJECTED,
        "json-schema.violated",
        shortened(where + ": " + error.getMessage()),
        Optional.of(field),
        Map.of(
            "keyword",
            error.getKeyword(),
            "schema",
            schema.file().getFileName() + location(error)));
  }

  private static String location(Error error) {
    return "#" + error.getSchemaLocation().getFragment();
  }

  private static FieldPath path(NodePath location) {
    FieldPath path = FieldPath.ROOT;
    for (int i = 0; i < location.getNameCount(); i++) {
      Object step = location.getElement(i);
      path =
          step instanceof Number index ? path.child(index.intValue()) : path.child((String) step);
    }
    return path;
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
  }
}
