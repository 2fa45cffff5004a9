package io.millrace.server.plugin;

import static io.millrace.server.plugin.Sources.plugin;
import static io.millrace.server.plugin.Sources.type;
import static io.millrace.server.plugin.Sources.validator;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.testing.TestingContext;
import io.millrace.api.testing.TestingEvent;
import io.millrace.server.config.BindingContext;
import io.millrace.server.config.Location;
import io.millrace.server.config.Node;
import io.millrace.server.config.Problem;
import io.millrace.server.config.Problems;
import io.millrace.server.config.RecordBinder;
import io.millrace.server.topology.StageDefinition;
import io.millrace.server.topology.StageKind;
import io.vavr.control.Either;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Plugins side by side, from the directory to the answer of a stage. */
final class PluginRegistryTest {

  private static final Location PLACE = new Location("conf/topology.yaml", 12, 19);

  @TempDir Path scratch;
  private Path directory;
  private final Event event = TestingEvent.of("{}");
  private final Problems problems = new Problems();

  @BeforeEach
  void prepare() throws IOException {
    directory = Files.createDirectory(scratch.resolve("plugins"));
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
    new PluginJar(scratch)
        .with(library("one"))
        .with(validator("first", "first", "check-one", body))
        .service("first.ThePlugin")
        .write(directory.resolve("first.jar"));
    new PluginJar(scratch)
        .with(library("two"))
        .with(validator("second", "second", "check-two", body))
        .service("second.ThePlugin")
        .write(directory.resolve("second.jar"));
    try (PluginRegistry registry = PluginRegistry.load(directory)) {
      GuardedValidator one = create(registry, "check-one");
      GuardedValidator two = create(registry, "check-two");
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
    Path folder = Files.createDirectory(directory.resolve("shop"));
    new PluginJar(scratch).with(library("one")).write(folder.resolve("lib.jar"));
    new PluginJar(scratch)
        .against(library("one"))
        .with(validator("shop", "shop", "check", "lib.Version.text(); return Either.right(event);"))
        .service("# the entry\nshop.ThePlugin # is here\n")
        .write(folder.resolve("shop.jar"));
    try (PluginRegistry registry = PluginRegistry.load(directory)) {
      assertThat(registry.plugins()).hasSize(1);
      PluginDescription description = registry.plugins().get(0);
      assertThat(description).hasToString("shop 1.0.0 (shop)");
      assertThat(description.source()).isEqualTo(folder);
      assertThat(description.offers()).hasToString("[validator 'check']");
      assertThat(description.offers().get(0).settings().getRecordComponents()).hasSize(1);
      assertThat(create(registry, "check").validate(event).get()).isSameAs(event);
    }
  }

  @Test
  void theVersionMayComeFromTheManifest() {
    String source = plugin("shop", "shop", "1", "");
    new PluginJar(scratch)
        .entry(
            "META-INF/MANIFEST.MF",
            "Manifest-Version: 1.0\r\nImplementation-Version: 3.2.1\r\n\r\n".getBytes(UTF_8))
        .with(source.replace("public String version() { return \"1\"; }", ""))
        .service("shop.ThePlugin")
        .write(directory.resolve("shop.jar"));
    try (PluginRegistry registry = PluginRegistry.load(directory)) {
      assertThat(registry.plugins().get(0).version()).contains("3.2.1");
    }
  }

  @Test
  void aBundledCopyOfTheApiIsNamedAndNotUsed() throws StageCreationException {
    new PluginJar(scratch)
        .with(validator("shop", "shop", "check", "return Either.right(event);"))
        .with(type("io.vavr.control", "public class Own {}"))
        .entry("io/millrace/api/Plugin.class", new byte[] {1})
        .service("shop.ThePlugin")
        .write(directory.resolve("shop.jar"));
    try (PluginRegistry registry = PluginRegistry.load(directory)) {
      assertThat(registry.plugins().get(0).warnings())
          .containsExactly(
              "shop.jar brings its own copy of io.vavr.*, which is not used: the server's is; leave"
                  + " it out of the JAR (scope 'provided')",
              "shop.jar brings its own copy of io.millrace.api.*, which is not used: the server's"
                  + " is; leave it out of the JAR (scope 'provided')");
      assertThat(create(registry, "check").validate(event).isRight()).isTrue();
    }
  }

  @Test
  void settingsAreBoundAndAMistakeIsLocated() throws StageCreationException {
    write(
        "shop",
        plugin(
            "shop",
            "shop",
            "1",
            "public List<StageFactory<?, Enricher>> enrichers() { return List.of(StageFactory.of("
                + "\"mark\", Settings.class, (settings, context) -> event -> Either.right("
                + "event.with(FieldPath.of(\"times\"), settings.times().orElse(1))))); }"));
    try (PluginRegistry registry = PluginRegistry.load(directory)) {
      StagePlan plan =
          registry
              .plan(definition(StageKind.ENRICH, "mark", scalar("times", "7")), binder(), problems)
              .orElseThrow();
      assertThat(plan.pluginName() + " " + plan.pluginVersion()).isEqualTo("shop 1");
      GuardedEnricher enricher = (GuardedEnricher) plan.create(TestingContext.create());
      assertThat(enricher.plan()).isSameAs(plan);
      assertThat(((TestingEvent) enricher.enrich(event).get()).json()).isEqualTo("{\"times\":7}");

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
    write("shop", validator("shop", "shop", "json-schema", "return null;"));
    try (PluginRegistry registry = PluginRegistry.load(directory)) {
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
    Files.createFile(directory.resolve("jdbc.jar"));
    try (PluginRegistry registry = PluginRegistry.load(directory)) {
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
    write("a", validator("a", "a", "check", "return Either.right(event);"));
    write("b", validator("b", "b", "check", "return Either.right(event);"));
    write("c", validator("c", "c", "other", "return Either.right(event);"));
    try (PluginRegistry registry = PluginRegistry.load(directory)) {
      assertThat(registry.warnings())
          .containsExactly(
              "a 1.0.0 (a.jar) and b 1.0.0 (b.jar) offer the validator 'check'; leave one of them");
      assertThat(plan(registry, "other")).isPresent();
      assertThat(problems.list()).isEmpty();
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
    write("a", validator("a", "shop", "check", "return Either.right(event);"));
    write("b", validator("b", "shop", "other", "return Either.right(event);"));
    try (PluginRegistry registry = PluginRegistry.load(directory)) {
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

  @Test
  void aPluginThatWaitsForAThreadOfItsOwnWorks() throws StageCreationException {
    write(
        "shop",
        validator(
            "shop",
            "shop",
            "check",
            "var answer = new java.util.concurrent.FutureTask<Either<Failures, Event>>(() -> {"
                + " Event changed = event.with(FieldPath.of(\"seen\"), true);"
                + " return changed.has(FieldPath.of(\"seen\")) ? Either.right(event) : null; });"
                + " new Thread(answer).start();"
                + " try { return answer.get(); } catch (Exception e) { return null; }"));
    try (PluginRegistry registry = PluginRegistry.load(directory)) {
      assertThat(create(registry, "check").validate(event).get()).isSameAs(event);
    }
  }

  @Test
  void aClassThatIsMissingOnlyWhenAnEventComesIsAFailure() throws StageCreationException {
    new PluginJar(scratch)
        .against(library("one"))
        .with(validator("shop", "shop", "check", "lib.Version.text(); return Either.right(event);"))
        .service("shop.ThePlugin")
        .write(directory.resolve("shop.jar"));
    try (PluginRegistry registry = PluginRegistry.load(directory)) {
      Either<Failures, Event> answer = create(registry, "check").validate(event);
      assertThat(answer.getLeft().first().message())
          .isEqualTo("the validator threw java.lang.NoClassDefFoundError: lib/Version");
    }
  }

  @Test
  void aClosedRegistrysClassesCanBeCollected() throws Exception {
    write("shop", validator("shop", "shop", "check", "return Either.right(event);"));
    WeakReference<ClassLoader> loader = loaderOfAClosedRegistry();
    for (int i = 0; i < 50 && loader.get() != null; i++) {
      System.gc();
    }
    assertThat(loader.get()).isNull();
  }

  private WeakReference<ClassLoader> loaderOfAClosedRegistry() throws StageCreationException {
    try (PluginRegistry registry = PluginRegistry.load(directory);
        GuardedValidator stage = create(registry, "check")) {
      assertThat(stage.validate(event).isRight()).isTrue();
      return new WeakReference<>(
          registry.plugins().get(0).offers().get(0).settings().getClassLoader());
    }
  }

  @Test
  void factoriesAndStagesAreClosed() throws StageCreationException {
    write("shop", closeable());
    PluginRegistry registry = PluginRegistry.load(directory);
    GuardedValidator stage = create(registry, "check");
    System.clearProperty("millrace.test.closed");
    stage.close();
    assertThat(System.getProperty("millrace.test.closed")).isEqualTo("stage");
    registry.close();
    assertThat(System.clearProperty("millrace.test.closed")).isEqualTo("factory shop.jar");
  }

  @Test
  void aFactoryThatNeverEndsToCreateOrToCloseIsLeftBehind() {
    write(
        "shop",
        plugin(
            "shop",
            "shop",
            "1",
            """
            static class Factory implements StageFactory<Settings, Validator>, AutoCloseable {
              public String name() { return "check"; }
              public Class<Settings> settings() { return Settings.class; }
              public Validator create(Settings settings, StageContext context) throws Exception {
                new java.util.concurrent.CountDownLatch(1).await();
                return null;
              }
              public void close() throws Exception { create(null, null); }
            }
            public List<StageFactory<?, Validator>> validators() { return List.of(new Factory()); }
            """));
    Duration soon = Duration.ofMillis(100);
    try (PluginRegistry registry =
        PluginRegistry.load(directory, new Patience(Duration.ofSeconds(30), soon, soon))) {
      StagePlan plan = plan(registry, "check").orElseThrow();
      assertThatThrownBy(() -> plan.create(TestingContext.create()))
          .isInstanceOf(StageCreationException.class)
          .hasMessageStartingWith(
              "validator 'check' of plugin shop 1: shop.jar: create gave no answer within 100 ms;"
                  + " it stands at shop.jar//shop.ThePlugin$Factory.create(ThePlugin.java:");
    }
  }

  @Test
  void threadsThatAPluginLeavesRunningAreNamed() throws StageCreationException {
    write(
        "shop",
        validator(
            "shop",
            "shop",
            "check",
            "Thread thread = new Thread(() -> { try { new java.util.concurrent.CountDownLatch(1)"
                + ".await(); } catch (InterruptedException e) { return; } }, \"shop-refresh\");"
                + " thread.setDaemon(true); thread.start(); return Either.right(event);"));
    Logger logger = (Logger) LoggerFactory.getLogger(LoadedPlugin.class);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.addAppender(appender);
    try (PluginRegistry registry = PluginRegistry.load(directory)) {
      create(registry, "check").validate(event);
    } finally {
      logger.detachAppender(appender);
    }
    assertThat(appender.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "plugin shop 1.0.0 (shop.jar) left threads running: [shop-refresh]; they leak its"
                + " memory");
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("shop-refresh"))
        .forEach(Thread::interrupt);
  }

  private static String closeable() {
    return plugin(
        "shop",
        "shop",
        "1",
        """
        static class Factory implements StageFactory<Settings, Validator>, AutoCloseable {
          public String name() { return "check"; }
          public Class<Settings> settings() { return Settings.class; }
          public Validator create(Settings settings, StageContext context) { return new Stage(); }
          public void close() {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            System.setProperty("millrace.test.closed", "factory " + loader.getName());
            throw new IllegalStateException("not closed");
          }
        }
        static class Stage implements Validator, AutoCloseable {
          public Either<Failures, Event> validate(Event event) { return Either.right(event); }
          public void close() {
            System.setProperty("millrace.test.closed", "stage");
            throw new IllegalStateException("not closed");
          }
        }
        public List<StageFactory<?, Validator>> validators() { return List.of(new Factory()); }
        """);
  }

  private void assertProblem(PluginRegistry registry, StageDefinition definition, String text) {
    Problems found = new Problems();
    assertThat(registry.plan(definition, binder(), found)).isEmpty();
    assertThat(found.list()).extracting(Problem::toString).containsExactly(text);
  }

  private GuardedValidator create(PluginRegistry registry, String stage)
      throws StageCreationException {
    StagePlan plan = plan(registry, stage).orElseThrow();
    return (GuardedValidator) plan.create(TestingContext.create());
  }

  private Optional<StagePlan> plan(PluginRegistry registry, String stage) {
    return registry.plan(definition(StageKind.VALIDATE, stage), binder(), problems);
  }

  /** A new one each time: a binder keeps the settings' classes that it has bound. */
  private static RecordBinder binder() {
    return new RecordBinder(new BindingContext(name -> Optional.empty(), List.of()));
  }

  private static StageDefinition definition(StageKind kind, String uses) {
    return definition(kind, uses, Node.Fields.none(PLACE));
  }

  private static StageDefinition definition(StageKind kind, String uses, Node.Fields settings) {
    return new StageDefinition(kind, uses, uses, settings, Optional.empty(), PLACE);
  }

  private void write(String file, String source) {
    String pack = source.substring("package ".length(), source.indexOf(';'));
    new PluginJar(scratch)
        .with(source)
        .service(pack + ".ThePlugin")
        .write(directory.resolve(file + ".jar"));
  }
}
