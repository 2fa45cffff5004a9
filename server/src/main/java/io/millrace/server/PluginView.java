package io.millrace.server;

import io.millrace.server.plugin.PluginRegistry;
import io.millrace.server.plugin.load.PluginDescription;
import java.util.List;
import java.util.Map;

/** Plugins as a tree of maps and lists: what {@code millrace plugins} and {@code /plugins} show. */
public final class PluginView {

  private PluginView() {}

  /** All plugins of a registry. */
  public static List<Map<String, Object>> all(PluginRegistry registry) {
    return registry.plugins().stream().map(PluginView::of).toList();
  }

  private static Map<String, Object> of(PluginDescription plugin) {
    List<Map<String, String>> offers =
        plugin.offers().stream()
            .map(offer -> Map.of("kind", offer.kind().verb(), "name", offer.name()))
            .toList();
    return TopologyView.map(
        "name",
        plugin.name().orElse(null),
        "version",
        plugin.version().orElse(null),
        "source",
        plugin.file(),
        "broken",
        plugin.broken().map(Object::toString).orElse(null),
        "warnings",
        plugin.warnings(),
        "offers",
        offers);
  }
}
