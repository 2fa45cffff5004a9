package io.millrace.plugin.jsonschema;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Finds where a schema file refers to something, for messages. */
final class References {

  private References() {}

  /** JSON pointers of the references that end in {@code target}. */
  static List<String> to(JsonNode schema, String target) {
    List<String> places = new ArrayList<>();
    collect(schema, "#", target, places);
    return places;
  }

  private static void collect(JsonNode node, String at, String target, List<String> places) {
    JsonNode reference = node.isObject() ? node.get("$ref") : null;
    if (reference != null && reference.isString() && reference.stringValue().endsWith(target)) {
      places.add(at + "/$ref");
    }
    if (node.isObject()) {
      node.properties()
          .forEach(
              entry ->
                  collect(entry.getValue(), at + "/" + escaped(entry.getKey()), target, places));
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(node.get(i), at + "/" + i, target, places);
    }
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
