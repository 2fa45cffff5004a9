package io.millrace.server.plugin;

import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.problem.Spelling;
import io.millrace.server.plugin.load.PluginDescription;
import io.millrace.server.plugin.load.StageOffer;
import io.millrace.server.topology.StageDefinition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A stage of the topology that no plugin offers, and what was probably meant.
 *
 * @param definition the stage
 * @param plugins all plugins, the broken ones too: one of them may be what is missing
 */
record UnknownStage(StageDefinition definition, List<PluginDescription> plugins) {

  void report(Problems problems) {
    problems.error(
        "plugin.unknown-stage",
        definition.location(),
        "no plugin offers " + withArticle() + " '" + definition.uses() + "'" + brokenPlugins(),
        mend());
  }

  private String withArticle() {
    String noun = StageOffer.noun(definition.kind());
    return (noun.startsWith("e") ? "an " : "a ") + noun;
  }

  private String brokenPlugins() {
    String broken =
        plugins.stream()
            .filter(plugin -> plugin.broken().isPresent())
            .map(plugin -> plugin.broken().orElseThrow().toString())
            .collect(Collectors.joining(" | "));
    return broken.isEmpty() ? "" : ", and this could not be loaded: " + broken;
  }

  private String mend() {
    Optional<StageOffer> otherKind =
        working().stream().filter(offer -> offer.name().equals(definition.uses())).findFirst();
    if (otherKind.isPresent()) {
      StageOffer offer = otherKind.get();
      return "there is the "
          + offer
          + ": write '"
          + offer.kind().verb()
          + ": "
          + offer.name()
          + "'";
    }
    List<String> names =
        working().stream()
            .filter(offer -> offer.kind() == definition.kind())
            .map(StageOffer::name)
            .distinct()
            .sorted()
            .toList();
    return Spelling.mend(
        definition.uses(), names, "put the JAR of the plugin that offers it into plugins/");
  }

  private List<StageOffer> working() {
    return plugins.stream()
        .filter(plugin -> plugin.broken().isEmpty())
        .flatMap(plugin -> plugin.offers().stream())
        .toList();
  }
}
