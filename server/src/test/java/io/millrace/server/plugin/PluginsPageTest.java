package io.millrace.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.testing.TestingContext;
import io.millrace.api.testing.TestingEvent;
import io.millrace.server.config.bind.BindingContext;
import io.millrace.server.config.bind.RecordBinder;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.plugin.load.PluginClassLoader;
import io.millrace.server.plugin.stage.GuardedEnricher;
import io.millrace.server.plugin.stage.GuardedStage;
import io.millrace.server.plugin.stage.GuardedValidator;
import io.millrace.server.plugin.stage.StageCreationException;
import io.millrace.server.plugin.stage.StagePlan;
import io.millrace.server.topology.StageDefinition;
import io.millrace.server.topology.StageKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/plugins.md} shows is compiled, loaded and run. */
final class PluginsPageTest {

  private static final Path ROOT = Path.of(System.getProperty("millrace.root"));
  private static final Location PLACE = new Location("conf/topology.yaml", 3, 17);

  @TempDir Path scratch;
  private String page;
  private List<String> snippets;

  @BeforeEach
  void read() throws IOException {
    page = Files.readString(ROOT.resolve("docs/plugins.md"));
    snippets =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(match -> match.group(1))
            .toList();
  }

  @Test
  void theSmallestPluginIsTheBundledOne() throws IOException {
    Path required =
        ROOT.resolve("plugins/required/src/main/java/io/millrace/plugin/required")
            .resolve("RequiredPlugin.java");
    assertThat(snippets.get(0)).isEqualTo(Files.readString(required));
    Path service =
        ROOT.resolve("plugins/required/src/main/resources/META-INF/services")
            .resolve("io.millrace.api.Plugin");
    assertThat(page).contains("```\n" + Files.readString(service).strip() + "\n```");
  }

  @Test
  void theSmallestPluginWorks() throws StageCreationException {
    Node.Scalar field = new Node.Scalar("shopper.id", false, PLACE);
    Node.Entry fields = new Node.Entry(PLACE, new Node.Items(List.of(field), PLACE));
    try (PluginRegistry registry =
        load("io.millrace.plugin.required.RequiredPlugin", snippets.get(0))) {
      GuardedValidator required =
          (GuardedValidator)
              create(registry, StageKind.VALIDATE, "required", Map.of("fields", fields));
      assertThat(required.validate(TestingEvent.of("{\"shopper\":{\"id\":1}}")).isRight()).isTrue();
      assertThat(required.validate(TestingEvent.of("{}")).getLeft().first().message())
          .isEqualTo("shopper.id is missing");
    }
  }

  @Test
  void theEnricherWorksWithItsDefault() throws StageCreationException {
    try (PluginRegistry registry = load("com.example.discount.DiscountPlugin", snippets.get(1))) {
      GuardedEnricher discount =
          (GuardedEnricher) create(registry, StageKind.ENRICH, "discount", Map.of());
      TestingEvent answer =
          (TestingEvent) discount.enrich(TestingEvent.of("{\"total\":12.50}")).get();
      assertThat(answer.json()).isEqualTo("{\"total\":12.50,\"to-pay\":11.2500}");
      assertThat(discount.enrich(TestingEvent.of("{}")).getLeft().first().code())
          .isEqualTo("field.missing");
      assertThat(discount.enrich(TestingEvent.of("{\"total\":\"1\"}")).getLeft().first().code())
          .isEqualTo("field.type");
    }
  }

  @Test
  void theAuthorsCheckPasses() throws Exception {
    Path jar =
        new PluginJar(scratch)
            .with(snippets.get(1), snippets.get(2))
            .write(scratch.resolve("discount.jar"));
    try (PluginClassLoader loader =
        new PluginClassLoader(
            "discount.jar", List.of(jar.toUri().toURL()), getClass().getClassLoader())) {
      loader
          .loadClass("com.example.discount.DiscountCheck")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    }
  }

  @Test
  void everyCodeOfTheCodeIsOnThePage() throws IOException {
    Path sources = ROOT.resolve("server/src/main/java/io/millrace/server/plugin");
    Pattern code = Pattern.compile("\"(plugin\\.[a-z-]+)\"");
    List<String> found = new ArrayList<>();
    try (var files = Files.walk(sources)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        code.matcher(Files.readString(file)).results().forEach(match -> found.add(match.group(1)));
      }
    }
    assertThat(found).hasSizeGreaterThan(5);
    assertThat(found).allSatisfy(one -> assertThat(page).contains("`" + one + "`"));
  }

  private PluginRegistry load(String entry, String source) {
    Path directory = scratch.resolve("plugins");
    directory.toFile().mkdir();
    new PluginJar(scratch).with(source).service(entry).write(directory.resolve("plugin.jar"));
    return PluginRegistry.load(directory);
  }

  private static GuardedStage create(
      PluginRegistry registry, StageKind kind, String uses, Map<String, Node.Entry> settings)
      throws StageCreationException {
    RecordBinder binder = new RecordBinder(new BindingContext(name -> Optional.empty(), List.of()));
    Problems problems = new Problems();
    StageDefinition definition =
        new StageDefinition(
            kind, uses, uses, new Node.Fields(settings, PLACE), Optional.empty(), PLACE);
    Optional<StagePlan> plan = registry.plan(definition, binder, problems);
    assertThat(problems.list()).isEmpty();
    return plan.orElseThrow().create(TestingContext.create());
  }
}
