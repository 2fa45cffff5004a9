package io.millrace.server.topology;

import io.millrace.server.config.bind.RecordBinder;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.yaml.Node;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the parts that all of a topology is made of: maps of keys, names, expressions. */
final class KeyReader {

  private static final int LONGEST_NAME = 200;
  static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*");

  private final RecordBinder binder;
  private final Problems problems;

  KeyReader(RecordBinder binder, Problems problems) {
    this.binder = binder;
    this.problems = problems;
  }

  Problems problems() {
    return problems;
  }

  /**
   * Binds a map to a record without required keys. If something is wrong, it is reported, and the
   * record has what is right, so that more can be checked.
   */
  <R extends Record> Optional<R> keys(Node.Fields fields, Class<R> type) {
    Optional<R> bound = binder.bind(fields, type, problems);
    if (bound.isPresent()) {
      return bound;
    }
    Set<Problem> told = new HashSet<>(problems.list());
    Map<String, Node.Entry> right = new LinkedHashMap<>();
    fields
        .entries()
        .forEach(
            (key, entry) -> {
              Problems own = new Problems();
              Node.Fields alone = new Node.Fields(Map.of(key, entry), fields.location());
              if (binder.bind(alone, type, own).isPresent()) {
                right.put(key, entry);
              }
              own.list().stream().filter(told::add).forEach(problems::add);
            });
    return binder.bind(new Node.Fields(right, fields.location()), type, new Problems());
  }

  /** As {@link #keys(Node.Fields, Class)}; what is no map is reported. Nothing is an empty map. */
  <R extends Record> Optional<R> keys(Node node, Class<R> type, String what, String mend) {
    if (node instanceof Node.Fields fields) {
      return keys(fields, type);
    }
    if (node instanceof Node.Scalar scalar && scalar.isNull()) {
      return keys(Node.Fields.none(scalar.location()), type);
    }
    problems.error("topology.shape", node.location(), what + " must be a map", mend);
    return Optional.empty();
  }

  /** Reports a name that is not well-formed. */
  boolean checkName(String kind, String name, Location location) {
    if (NAME.matcher(name).matches() && name.length() <= LONGEST_NAME) {
      return true;
    }
    String better =
        name.toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._-]+", "-")
            .replaceAll("^[._-]+|-+$", "");
    boolean offer = !better.isEmpty() && better.length() <= LONGEST_NAME;
    problems.error(
        "topology.name",
        location,
        "'" + shortened(name) + "' is no name for a " + kind,
        "use at most 200 of a-z, 0-9, '-', '_' and '.', a letter or digit first"
            + (offer ? ", such as '" + better + "'" : ""));
    return false;
  }

  /** A condition; its location is that of its first character. */
  Optional<Expression> condition(Optional<Node.Scalar> when) {
    if (when.isEmpty()) {
      return Optional.empty();
    }
    Node.Scalar scalar = when.get();
    if (scalar.text().isBlank()) {
      problems.error(
          "topology.when",
          scalar.location(),
          "the condition is empty",
          "write a CEL expression, such as \"body.total > 1000\"");
      return Optional.empty();
    }
    return Optional.of(
        new Expression(
            scalar.text(), scalar.location().right(scalar.quoted() ? 1 : 0), scalar.places()));
  }

  private static String shortened(String text) {
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }
}
