package io.millrace.server.plugin;

import io.millrace.server.plugin.load.LoadedPlugin;
import io.millrace.server.plugin.load.StageOffer;
import io.millrace.server.topology.StageDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Names that more than one plugin has. They stop the start only where the topology uses them. */
final class Ambiguity {

  private Ambiguity() {}

  /** Every name that more than one plugin has, in words. */
  static List<String> warnings(List<LoadedPlugin> plugins) {
    Map<String, List<LoadedPlugin>> byName = new LinkedHashMap<>();
    for (LoadedPlugin plugin : plugins) {
      add(byName, "are plugins of the name '" + nameOf(plugin) + "'", plugin);
      plugin.factories().forEach(offered -> add(byName, "offer the " + offered.offer(), plugin));
    }
    List<String> warnings = new ArrayList<>();
    byName.forEach(
        (what, which) -> {
          if (which.size() > 1) {
            warnings.add(both(which) + " " + what + "; leave one of them");
          }
        });
    return warnings;
  }

  /** Why the stage cannot be told from another, if it cannot. */
  static Optional<String> of(
      StageDefinition definition, List<LoadedPlugin> offering, List<LoadedPlugin> all) {
    if (offering.size() > 1) {
      String noun = StageOffer.noun(definition.kind());
      return Optional.of(
          "the " + noun + " '" + definition.uses() + "' is offered by " + both(offering));
    }
    String name = nameOf(offering.get(0));
    List<LoadedPlugin> named = all.stream().filter(other -> nameOf(other).equals(name)).toList();
    return named.size() > 1
        ? Optional.of(
            "the plugin of '"
                + definition.uses()
                + "' cannot be told from another: "
                + both(named)
                + " are plugins of the name '"
                + name
                + "'")
        : Optional.empty();
  }

  private static void add(
      Map<String, List<LoadedPlugin>> byName, String what, LoadedPlugin plugin) {
    byName.computeIfAbsent(what, key -> new ArrayList<>()).add(plugin);
  }

  private static String nameOf(LoadedPlugin plugin) {
    return plugin.description().name().orElseThrow();
  }

  private static String both(List<LoadedPlugin> plugins) {
    Function<LoadedPlugin, String> text = plugin -> plugin.description().toString();
    return plugins.stream().map(text).collect(Collectors.joining(" and "));
  }
}
