package io.millrace.plugin.jsonschema;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.vavr.control.Either;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Tells which schema an event is to be valid under. Safe for many threads. */
@FunctionalInterface
interface SchemaChoice {

  /** The event's schema, or why there is none. */
  Either<Failures, CompiledSchema> choose(Event event);

  /** The same for all. */
  static SchemaChoice always(CompiledSchema schema) {
    Either<Failures, CompiledSchema> answer = Either.right(schema);
    return event -> answer;
  }

  /** By the value of a header. */
  static SchemaChoice byHeader(String header, Map<String, CompiledSchema> schemas) {
    return event ->
        event
            .headers()
            .text(header)
            .map(kind -> byKind(schemas, kind, Optional.empty()))
            .orElseGet(() -> none("the event has no header " + header + " to name its schema by"));
  }

  /** By the text of a field. */
  static SchemaChoice byField(FieldPath field, Map<String, CompiledSchema> schemas) {
    return event -> event.text(field).flatMap(kind -> byKind(schemas, kind, Optional.of(field)));
  }

  private static Either<Failures, CompiledSchema> byKind(
      Map<String, CompiledSchema> schemas, String kind, Optional<FieldPath> field) {
    CompiledSchema schema = schemas.get(kind);
    if (schema != null) {
      return Either.right(schema);
    }
    String shown = kind.length() <= 100 ? kind : kind.substring(0, 100) + "…";
    String message = "there is no schema for '" + shown + "', only for " + listed(schemas);
    return field
        .map(path -> Failure.rejected("json-schema.no-schema", path, message))
        .map(Failures::<CompiledSchema>left)
        .orElseGet(() -> none(message));
  }

  private static Either<Failures, CompiledSchema> none(String message) {
    return Failures.left(Failure.rejected("json-schema.no-schema", message));
  }

  private static String listed(Map<String, CompiledSchema> schemas) {
    int shown = 10;
    TreeSet<String> kinds = new TreeSet<>(schemas.keySet());
    String text = String.join(", ", kinds.stream().limit(shown).toList());
    return kinds.size() > shown ? text + " and " + (kinds.size() - shown) + " more" : text;
  }
}
