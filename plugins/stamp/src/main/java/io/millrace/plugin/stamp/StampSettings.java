package io.millrace.plugin.stamp;

import io.millrace.api.FieldPath;
import io.millrace.api.Setting;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of the enricher {@code stamp}.
 *
 * @param add what to add, by the path to add it at
 */
public record StampSettings(
    @Setting("What to add, by the path to add it at.") Map<String, Fact> add) {

  /** Checks that there is something to add, at paths that leave room for each other. */
  public StampSettings {
    if (add.isEmpty()) {
      throw new IllegalArgumentException(
          "'add' is empty: name a path and what to add there, such as 'meta.host: host'");
    }
    checkRoom(paths(add));
  }

  Map<FieldPath, Fact> paths() {
    return paths(add);
  }

  private static Map<FieldPath, Fact> paths(Map<String, Fact> add) {
    Map<FieldPath, Fact> paths = new LinkedHashMap<>();
    add.forEach((path, fact) -> paths.put(FieldPath.of(path), fact));
    return paths;
  }

  private static void checkRoom(Map<FieldPath, Fact> paths) {
    for (FieldPath path : paths.keySet()) {
      if (path.equals(FieldPath.ROOT)) {
        throw new IllegalArgumentException("'add' would replace the whole body: name a path");
      }
      for (FieldPath other : paths.keySet()) {
        if (!path.equals(other) && path.startsWith(other)) {
          throw new IllegalArgumentException(
              "'add' has no room for " + path + ", since it puts a value at " + other);
        }
      }
    }
  }
}
