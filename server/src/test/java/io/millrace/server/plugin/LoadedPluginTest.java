package io.millrace.server.plugin;

import static io.millrace.server.plugin.Sources.plugin;
import static io.millrace.server.plugin.Sources.type;
import static io.millrace.server.plugin.Sources.validator;
import static io.millrace.server.plugin.TestingPlugins.plan;
import static io.millrace.server.plugin.TestingPlugins.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.testing.TestingContext;
import io.millrace.api.testing.TestingEvent;
import io.millrace.server.plugin.load.LoadedPlugin;
import io.millrace.server.plugin.load.Patience;
import io.millrace.server.plugin.stage.GuardedValidator;
import io.millrace.server.plugin.stage.StageCreationException;
import io.millrace.server.plugin.stage.StagePlan;
import io.vavr.control.Either;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a plugin does once it is loaded, from its first event to its end. */
final class LoadedPluginTest {

  @TempDir Path scratch;
  private TestingPlugins plugins;
  private final Event event = TestingEvent.of("{}");

  @BeforeEach
  void prepare() {
    plugins = new TestingPlugins(scratch);
  }

  @Test
  void aPluginThatWaitsForAThreadOfItsOwnWorks() throws StageCreationException {
    plugins.write(
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
    try (PluginRegistry registry = PluginRegistry.load(plugins.directory())) {
      assertThat(stage(registry, "check").validate(event).get()).isSameAs(event);
    }
  }

  @Test
  void aClassThatIsMissingOnlyWhenAnEventComesIsAFailure() throws StageCreationException {
    plugins
        .newJar()
        .against(type("lib", "public class Version { public static void text() {} }"))
        .with(validator("shop", "shop", "check", "lib.Version.text(); return Either.right(event);"))
        .service("shop.ThePlugin")
        .write(plugins.jar("shop"));
    try (PluginRegistry registry = PluginRegistry.load(plugins.directory())) {
      Either<Failures, Event> answer = stage(registry, "check").validate(event);
      assertThat(answer.getLeft().first().message())
          .isEqualTo("the validator threw java.lang.NoClassDefFoundError: lib/Version");
    }
  }

  @Test
  void aClosedRegistrysClassesCanBeCollected() throws Exception {
    plugins.write("shop", validator("shop", "shop", "check", "return Either.right(event);"));
    WeakReference<ClassLoader> loader = loaderOfAClosedRegistry();
    for (int i = 0; i < 50 && loader.get() != null; i++) {
      System.gc();
    }
    assertThat(loader.get()).isNull();
  }

  private WeakReference<ClassLoader> loaderOfAClosedRegistry() throws StageCreationException {
    try (PluginRegistry registry = PluginRegistry.load(plugins.directory());
        GuardedValidator stage = stage(registry, "check")) {
      assertThat(stage.validate(event).isRight()).isTrue();
      return new WeakReference<>(
          registry.plugins().get(0).offers().get(0).settings().getClassLoader());
    }
  }

  @Test
  void factoriesAndStagesAreClosed() throws StageCreationException {
    plugins.write("shop", closeable());
    PluginRegistry registry = PluginRegistry.load(plugins.directory());
    GuardedValidator stage = stage(registry, "check");
    System.clearProperty("millrace.test.closed");
    stage.close();
    assertThat(System.getProperty("millrace.test.closed")).isEqualTo("stage");
    registry.close();
    assertThat(System.clearProperty("millrace.test.closed")).isEqualTo("factory shop.jar");
  }

  @Test
  void aFactoryThatNeverEndsToCreateOrToCloseIsLeftBehind() {
    plugins.write(
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
        PluginRegistry.load(
            plugins.directory(), new Patience(Duration.ofSeconds(30), soon, soon))) {
      StagePlan plan = plan(registry, "check");
      assertThatThrownBy(() -> plan.create(TestingContext.create()))
          .isInstanceOf(StageCreationException.class)
          .hasMessageStartingWith(
              "validator 'check' of plugin shop 1: shop.jar: create gave no answer within 100 ms;"
                  + " it stands at shop.jar//shop.ThePlugin$Factory.create(ThePlugin.java:");
    }
  }

  @Test
  void threadsThatAPluginLeavesRunningAreNamed() throws StageCreationException {
    plugins.write(
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
    try (PluginRegistry registry = PluginRegistry.load(plugins.directory())) {
      stage(registry, "check").validate(event);
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
}
