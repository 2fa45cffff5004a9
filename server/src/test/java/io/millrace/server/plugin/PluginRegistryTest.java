package io.millrace.server.plugin;

import static io.millrace.server.plugin.Sources.plugin;
import static io.millrace.server.plugin.Sources.type;
import static io.millrace.server.plugin.Sources.validator;
import static io.millrace.server.plugin.TestingPlugins.PLACE;
import static io.millrace.server.plugin.TestingPlugins.binder;
import static io.millrace.server.plugin.TestingPlugins.definition;
import static io.millrace.server.plugin.TestingPlugins.plan;
import static io.millrace.server.plugin.TestingPlugins.stage;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.testing.TestingContext;
import io.millrace.api.testing.TestingEvent;
import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.plugin.load.PluginDescription;
import io.millrace.server.plugin.stage.GuardedEnricher;
import io.millrace.server.plugin.stage.GuardedValidator;
import io.millrace.server.plugin.stage.StageCreationException;
import io.millrace.server.plugin.stage.StagePlan;
import io.millrace.server.topology.StageDefinition;
import io.millrace.server.topology.StageKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins side by side, from the directory to the answer of a stage. */
final class PluginRegistryTest {

  @TempDir Path scratch;
  private TestingPlugins plugins;
  private final Event event = TestingEvent.of("{}");

  @BeforeEach
  void prepare() {
    plugins = new TestingPlugins(scratch);
  }

  @Test
  void aMissingDirectoryIsAWarning() {
    Path gone = scratch.resolve("gone");
    try (PluginRegistry registry = PluginRegistry.load(gone)) {
      assertThat(registry.plugins()).isEmpty();
      assertThat(registry.warnings())
          .containsExactly(
              "the plugins directory " + gone + " does not exist; no plugin is loaded");
    }
  }

  @Test
  void twoPluginsEachWithItsOwnVersionOfOneLibrary() throws StageCreationException {
    String body = "return Failures.left(Failure.rejected(\"lib\", lib.Version.text()));";
    plugins
        .newJar()
        .with(library("one"))
        .with(validator("first", "first", "check-one", body))
        .service("first.ThePlugin")
        .write(plugins.jar("first"));
    plugins
        .newJar()
        .with(library("two"))
        .with(validator("second", "second", "check-two", body))
        .service("second.ThePlugin")
        .write(plugins.jar("second"));
    try (PluginRegistry registry = PluginRegistry.load(plugins.directory())) {
      GuardedValidator one = stage(registry, "check-one");
      GuardedValidator two = stage(registry, "check-two");
      assertThat(one.validate(event).getLeft().first().message()).isEqualTo("one");
      assertThat(two.validate(event).getLeft().first().message()).isEqualTo("two");
      assertThat(one.validate(event).getLeft().first().message()).isEqualTo("one");
    }
  }

  private static String library(String version) {
    return type("lib", "public class Version { public static String text() { return \"%s\"; } }")
        .formatted(version);
  }

  @Test
  void aFolderOfJarsIsOnePlugin() throws IOException, StageCreationException {
    Path folder = Files.createDirectory(plugins.directory().resolve("shop"));
    plugins.newJar().with(library("one")).write(folder.resolve("lib.jar"));
    plugins
        .newJar()
        .against(library("one"))
        .with(validator("shop", "shop", "check", "lib.Version.text(); return Either.right(event);"))
        .service("# the entry\nshop.ThePlugin # is here\n")
        .write(folder.resolve("shop.jar"));
    try (PluginRegistry registry = PluginRegistry.load(plugins.directory())) {
      assertThat(registry.plugins()).hasSize(1);
      PluginDescription description = registry.plugins().get(0);
      assertThat(description).hasToString("shop 1.0.0 (shop)");
      assertThat(description.source()).isEqualTo(folder);
      assertThat(description.offers()).hasToString("[validator 'check']");
      assertThat(description.offers().get(0).settings().getRecordComponents()).hasSize(1);
      assertThat(stage(registry, "check").validate(event).get()).isSameAs(event);
    }
  }

  @Test
  void theVersionMayComeFromTheManifest() {
    String source = plugin("shop", "shop", "1", "");
    plugins
        .newJar()
        .entry(
            "META-INF/MANIFEST.MF",
            "Manifest-Version: 1.0\r\nImplementation-Version: 3.2.1\r\n\r\n".getBytes(UTF_8))
        .with(source.replace("public String version() { return \"1\"; }", ""))
        .service("shop.ThePlugin")
        .write(plugins.jar("shop"));
    try (PluginRegistry registry = PluginRegistry.load(plugins.directory())) {
      assertThat(registry.plugins().get(0).version()).contains("3.2.1");
    }
  }

  @Test
  void aBundledCopyOfTheApiIsNamedAndNotUsed() throws StageCreationException {
    plugins
        .newJar()
        .with(validator("shop", "shop", "check", "return Either.right(event);"))
        .with(type("io.vavr.control", "public class Own {}"))
        .entry("io/millrace/api/Plugin.class", new byte[] {1})
        .service("shop.ThePlugin")
        .write(plugins.jar("shop"));
    try (PluginRegistry registry = PluginRegistry.load(plugins.directory())) {
      assertThat(registry.plugins().get(0).warnings())
          .containsExactly(
              "shop.jar brings its own copy of io.vavr.*, which is not used: the server's is; leave"
                  + " it out of the JAR (scope 'provided')",
              "shop.jar brings its own copy of io.millrace.api.*, which is not used: the server's"
                  + " is; leave it out of the JAR (scope 'provided')");
      assertThat(stage(registry, "check").validate(event).isRight()).isTrue();
    }
  }

  @Test
  void settingsAreBoundAndAMistakeIsLocated() throws StageCreationException {
    plugins.write(
        "shop",
        plugin(
            "shop",
            "shop",
            "1",
            "public List<StageFactory<?, Enricher>> enrichers() { return List.of(StageFactory.of("
                + "\"mark\", Settings.class, (settings, context) -> event -> Either.right("
                + "event.with(FieldPath.of(\"times\"), settings.times().orElse(1))))); }"));
    try (PluginRegistry registry = PluginRegistry.load(plugins.directory())) {
      StagePlan plan =
          registry
              .plan(
                  definition(StageKind.ENRICH, "mark", scalar("times", "7")),
                  binder(),
                  new Problems())
              .orElseThrow();
      assertThat(plan.pluginName() + " " + plan.pluginVersion()).isEqualTo("shop 1");
      GuardedEnricher enricher = (GuardedEnricher) plan.create(TestingContext.create());
      assertThat(enricher.plan()).isSameAs(plan);
      assertThat(((TestingEvent) enricher.enrich(event).get()).json()).isEqualTo("{\"times\":7}");

      Problems problems = new Problems();
      Node.Fields wrong = scalar("tims", "7");
      assertThat(registry.plan(definition(StageKind.ENRICH, "mark", wrong), binder(), problems))
          .isEmpty();
      assertThat(problems.list()).hasSize(1);
      assertThat(problems.list().get(0).location()).isEqualTo(PLACE);
      assertThat(problems.list().get(0).mend()).contains("did you mean 'times'?");
    }
  }

  private static Node.Fields scalar(String key, String value) {
    Node.Entry entry = new Node.Entry(PLACE, new Node.Scalar(value, false, PLACE));
    return new Node.Fields(Map.of(key, entry), PLACE);
  }

  @Test
  void aNameThatNobodyOffersIsAProblemWithASuggestion() throws IOException {
    plugins.write("shop", validator("shop", "shop", "json-schema", "return null;"));
    try (PluginRegistry registry = PluginRegistry.load(plugins.directory())) {
      assertProblem(
          registry,
          definition(StageKind.VALIDATE, "json-shema"),
          "conf/topology.yaml:12:19: error: no plugin offers a validator 'json-shema'; did you mean"
              + " 'json-schema'? [plugin.unknown-stage]");
      assertProblem(
          registry,
          definition(StageKind.ENRICH, "json-schema"),
          "conf/topology.yaml:12:19: error: no plugin offers an enricher 'json-schema'; there is"
              + " the validator 'json-schema': write 'validate: json-schema'"
              + " [plugin.unknown-stage]");
      assertProblem(
          registry,
          definition(StageKind.DELIVER, "jdbc"),
          "conf/topology.yaml:12:19: error: no plugin offers a sink 'jdbc'; put the JAR of the"
              + " plugin that offers it into plugins/ [plugin.unknown-stage]");
    }
    Files.createFile(plugins.jar("jdbc"));
    try (PluginRegistry registry = PluginRegistry.load(plugins.directory())) {
      assertProblem(
          registry,
          definition(StageKind.DELIVER, "jdbc"),
          "conf/topology.yaml:12:19: error: no plugin offers a sink 'jdbc', and this could not be"
              + " loaded: jdbc.jar is empty; copy it again from where it was built"
              + " [plugin.damaged]; put the JAR of the plugin that offers it into plugins/"
              + " [plugin.unknown-stage]");
    }
  }

  @Test
  void twoPluginsThatOfferTheSameNameMatterOnlyWhereItIsUsed() {
    plugins.write("a", validator("a", "a", "check", "return Either.right(event);"));
    plugins.write("b", validator("b", "b", "check", "return Either.right(event);"));
    plugins.write("c", validator("c", "c", "other", "return Either.right(event);"));
    try (PluginRegistry registry = PluginRegistry.load(plugins.directory())) {
      assertThat(registry.warnings())
          .containsExactly(
              "a 1.0.0 (a.jar) and b 1.0.0 (b.jar) offer the validator 'check'; leave one of them");
      assertThat(plan(registry, "other")).isNotNull();
      assertProblem(
          registry,
          definition(StageKind.VALIDATE, "check"),
          "conf/topology.yaml:12:19: error: the validator 'check' is offered by a 1.0.0 (a.jar) and"
              + " b 1.0.0 (b.jar); leave one of them in the plugins directory"
              + " [plugin.ambiguous]");
    }
  }

  @Test
  void twoPluginsOfTheSameNameMatterOnlyWhereTheyAreUsed() {
    plugins.write("a", validator("a", "shop", "check", "return Either.right(event);"));
    plugins.write("b", validator("b", "shop", "other", "return Either.right(event);"));
    try (PluginRegistry registry = PluginRegistry.load(plugins.directory())) {
      assertThat(registry.warnings())
          .containsExactly(
              "shop 1.0.0 (a.jar) and shop 1.0.0 (b.jar) are plugins of the name 'shop'; leave one"
                  + " of them");
      assertProblem(
          registry,
          definition(StageKind.VALIDATE, "check"),
          "conf/topology.yaml:12:19: error: the plugin of 'check' cannot be told from another: shop"
              + " 1.0.0 (a.jar) and shop 1.0.0 (b.jar) are plugins of the name 'shop'; leave one of"
              + " them in the plugins directory [plugin.ambiguous]");
    }
  }

  private void assertProblem(PluginRegistry registry, StageDefinition definition, String text) {
    Problems found = new Problems();
    assertThat(registry.plan(definition, binder(), found)).isEmpty();
    assertThat(found.list()).extracting(Problem::toString).containsExactly(text);
  }
}
