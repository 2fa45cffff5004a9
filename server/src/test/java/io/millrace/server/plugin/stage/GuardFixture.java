package io.millrace.server.plugin.stage;

import io.millrace.api.Enricher;
import io.millrace.api.Sink;
import io.millrace.api.StageFactory;
import io.millrace.api.Transformer;
import io.millrace.api.Validator;
import io.millrace.api.testing.TestingContext;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.plugin.load.LoadedPlugin;
import io.millrace.server.plugin.load.Patience;
import io.millrace.server.plugin.load.PluginClassLoader;
import io.millrace.server.plugin.load.PluginDescription;
import io.millrace.server.plugin.load.StageOffer;
import io.millrace.server.plugin.text.Secrets;
import io.millrace.server.topology.StageDefinition;
import io.millrace.server.topology.StageKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Puts the guard around a stage that a test wrote. */
final class GuardFixture {

  /** No settings. */
  record Settings() {}

  static final PluginClassLoader LOADER =
      new PluginClassLoader("shop.jar", List.of(), GuardFixture.class.getClassLoader());

  private static final Location PLACE = new Location("conf/topology.yaml", 12, 19);

  private GuardFixture() {}

  static GuardedValidator validator(Validator stage) {
    return (GuardedValidator) guarded(StageKind.VALIDATE, stage);
  }

  static GuardedEnricher enricher(Enricher stage) {
    return (GuardedEnricher) guarded(StageKind.ENRICH, stage);
  }

  static GuardedTransformer transformer(Transformer stage) {
    return (GuardedTransformer) guarded(StageKind.TRANSFORM, stage);
  }

  static GuardedSink sink(Sink stage) {
    return (GuardedSink) guarded(StageKind.DELIVER, stage);
  }

  static GuardedStage guarded(StageKind kind, Object stage) {
    try {
      return plan(kind, StageFactory.of("check", Settings.class, (settings, context) -> stage))
          .create(TestingContext.create());
    } catch (StageCreationException e) {
      throw new AssertionError(e);
    }
  }

  static StagePlan plan(StageKind kind, StageFactory<?, ?> factory) {
    return plan(kind, factory, Secrets.NONE, Patience.DEFAULT);
  }

  static StagePlan plan(StageKind kind, StageFactory<?, ?> factory, Secrets secrets) {
    return plan(kind, factory, secrets, Patience.DEFAULT);
  }

  static StagePlan plan(StageKind kind, StageFactory<?, ?> factory, Patience patience) {
    return plan(kind, factory, Secrets.NONE, patience);
  }

  private static StagePlan plan(
      StageKind kind, StageFactory<?, ?> factory, Secrets secrets, Patience patience) {
    StageOffer offer = new StageOffer(kind, "check", Settings.class);
    PluginDescription description =
        new PluginDescription(
            Path.of("plugins/shop.jar"),
            Optional.of("shop"),
            Optional.of("1.0.0"),
            List.of(offer),
            List.of(),
            Optional.empty());
    LoadedPlugin.Offered offered = new LoadedPlugin.Offered(offer, factory);
    LoadedPlugin plugin = new LoadedPlugin(description, List.of(offered), LOADER, patience);
    return new StagePlan(definition(kind, "check"), plugin, offered, new Settings(), secrets);
  }

  static StageDefinition definition(StageKind kind, String uses) {
    return new StageDefinition(kind, uses, uses, Node.Fields.none(PLACE), Optional.empty(), PLACE);
  }
}
