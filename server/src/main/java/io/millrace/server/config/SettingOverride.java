package io.millrace.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts {@code --set KEY=VALUE} over what a file says. */
final class SettingOverride {

  private SettingOverride() {}

  /**
   * The settings with one changed.
   *
   * @param settings what there is
   * @param argument {@code http.port=8081}
   */
  static Optional<Node.Fields> apply(Node.Fields settings, String argument, Problems problems) {
    int equals = argument.indexOf('=');
    if (equals <= 0) {
      problems.error(
          "config.set",
          Location.of("--set " + argument),
          "there is no '='",
          "write --set KEY=VALUE, such as --set http.port=8081");
      return Optional.empty();
    }
    // The value may be a secret, so the place names the key alone.
    String key = argument.substring(0, equals);
    Location at = Location.of("--set " + key);
    String value = argument.substring(equals + 1);
    return value(value, at, problems)
        .flatMap(node -> put(settings, List.of(key.split("\\.", -1)), node, problems));
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
