package io.millrace.server.config;

import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.config.yaml.YamlReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts {@code --set KEY=VALUE} over what a file says. */
final class SettingOverride {

  private static final String FORM = "write --set KEY=VALUE, such as --set http.port=8081";

  private SettingOverride() {}

  /**
   * The settings with one changed.
   *
   * @param settings what there is
   * @param argument {@code http.port=8081}
   */
  static Optional<Node.Fields> apply(Node.Fields settings, String argument, Problems problems) {
    int equals = argument.indexOf('=');
    if (equals < 0) {
      return wrong(argument, "there is no '='", FORM, problems);
    }
    // The value may be a secret, so the place names the key alone.
    String key = argument.substring(0, equals);
    if (key.isBlank()) {
      return wrong("=…", "there is no key before the '='", FORM, problems);
    }
    if (List.of(key.split("\\.", -1)).contains("")) {
      return wrong(
          key, "the key has an empty part", "write its parts with one '.' between", problems);
    }
    Location at = Location.of("--set " + key);
    String value = argument.substring(equals + 1);
    if (value.isEmpty()) {
      String mend =
          "write --set " + key + "=VALUE, or leave it out for the file's value or the default";
      return wrong(key, "there is no value after the '='", mend, problems);
    }
    return value(value, at, problems)
        .flatMap(node -> put(settings, List.of(key.split("\\.", -1)), node, problems));
  }

  private static Optional<Node.Fields> wrong(
      String argument, String message, String mend, Problems problems) {
    problems.error("config.set", Location.of("--set " + argument), message, mend);
    return Optional.empty();
  }

  /** Only what starts like a list, a map or a quoted text is YAML: a path may be {@code a: b}. */
  private static Optional<Node> value(String text, Location at, Problems problems) {
    return text.matches("(?s)[\\[{\"'].*")
        ? YamlReader.readValue(text, at, problems)
        : Optional.of(new Node.Scalar(text, false, at));
  }

  private static Optional<Node.Fields> put(
      Node.Fields fields, List<String> keys, Node value, Problems problems) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>(fields.entries());
    Node.Entry there = entries.get(keys.get(0));
    if (keys.size() == 1) {
      entries.put(keys.get(0), new Node.Entry(value.location(), value));
      return Optional.of(new Node.Fields(entries, fields.location()));
    }
    Node.Fields below =
        there != null && there.value() instanceof Node.Fields map
            ? map
            : Node.Fields.none(value.location());
    return put(below, keys.subList(1, keys.size()), value, problems)
        .map(
            changed -> {
              Location key = there != null ? there.key() : value.location();
              entries.put(keys.get(0), new Node.Entry(key, changed));
              return new Node.Fields(entries, fields.location());
            });
  }
}
