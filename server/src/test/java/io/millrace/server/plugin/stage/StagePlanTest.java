package io.millrace.server.plugin.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.StageFactory;
import io.millrace.api.Validator;
import io.millrace.api.testing.TestingContext;
import io.millrace.server.plugin.PluginJar;
import io.millrace.server.plugin.load.PluginClassLoader;
import io.millrace.server.plugin.stage.GuardFixture.Settings;
import io.millrace.server.topology.StageKind;
import io.vavr.control.Either;
import java.lang.reflect.Method;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator reads when a stage cannot be created. */
final class StagePlanTest {

  private static final String STAGE = "validator 'check' of plugin shop 1.0.0: ";

  @Test
  void theMessageOfWhatIsThrown() {
    assertMessage(new IllegalArgumentException("no table 'orders'"), "no table 'orders'");
    assertMessage(
        new NoSuchFileException("products.csv"), "java.nio.file.NoSuchFileException: products.csv");
  }

  @Test
  void whatIsThrownWithNoMessageForOperators() {
    assertMessage(
        new IllegalStateException(),
        "shop.jar: create threw java.lang.IllegalStateException; ask the plugin's author; the log"
            + " has the trace");
    assertMessage(
        new NullPointerException("x is null"), "java.lang.NullPointerException: x is null");
    assertMessage(
        new NoClassDefFoundError("lib/Table"),
        "shop.jar: create needs the class lib.Table, which is not in it; put the JAR that has it"
            + " into the plugin's folder, or build a self-contained JAR");
    assertMessage(
        new ClassNotFoundException("lib.Driver"),
        "shop.jar: create needs the class lib.Driver, which is not in it; put the JAR that has it"
            + " into the plugin's folder, or build a self-contained JAR");
    assertMessage(
        new StackOverflowError(),
        "shop.jar: create threw java.lang.StackOverflowError; ask the plugin's author; the log has"
            + " the trace");
  }

  @Test
  void nullAndOtherThings() {
    assertThat(message(StageFactory.of("check", Settings.class, (s, c) -> null)))
        .isEqualTo(STAGE + "create returned null");
    assertThat(message(StageFactory.of("check", Settings.class, (s, c) -> "text")))
        .isEqualTo(
            STAGE + "create returned a java.lang.String, which is no io.millrace.api.Validator");
  }

  /** A class that the compiler would refuse: built when {@link Validator} had another method. */
  @Test
  void aStageBuiltAgainstAnOlderApi(@TempDir Path scratch) throws Exception {
    Path jar =
        new PluginJar(scratch)
            .against("package io.millrace.api; public interface Validator { void check(); }")
            .with(
                "package shop; public class Old implements io.millrace.api.Validator {"
                    + " public void check() {} }")
            .write(scratch.resolve("shop.jar"));
    try (PluginClassLoader loader =
        new PluginClassLoader(
            "shop.jar", List.of(jar.toUri().toURL()), Event.class.getClassLoader())) {
      Object old = loader.loadClass("shop.Old").getConstructor().newInstance();
      assertThat(message(StageFactory.of("check", Settings.class, (s, c) -> old)))
          .isEqualTo(
              STAGE
                  + "shop.Old does not have io.millrace.api.Validator.validate; build the plugin"
                  + " against the plugin API of this server");
    }
  }

  @Test
  void createIsCalledWithThePluginsContextClassLoader() throws StageCreationException {
    ClassLoader[] seen = new ClassLoader[1];
    Validator stage = Either::right;
    GuardFixture.plan(
            StageKind.VALIDATE,
            StageFactory.of(
                "check",
                Settings.class,
                (settings, context) -> {
                  seen[0] = Thread.currentThread().getContextClassLoader();
                  return stage;
                }))
        .create(TestingContext.create());
    assertThat(seen[0]).isSameAs(GuardFixture.LOADER);
  }

  @Test
  void theGuardsMethodsReturnWhatTheApisReturn() throws NoSuchMethodException {
    Method method = GuardedValidator.class.getMethod("validate", Event.class);
    assertThat(method.getGenericReturnType())
        .isEqualTo(Validator.class.getMethod("validate", Event.class).getGenericReturnType())
        .hasToString(
            Either.class.getName()
                + "<"
                + Failures.class.getName()
                + ", "
                + Event.class.getName()
                + ">");
  }

  private static void assertMessage(Throwable thrown, String message) {
    StageFactory<?, Validator> factory =
        StageFactory.of("check", Settings.class, (s, c) -> GuardTest.sneaky(thrown));
    assertThat(message(factory)).isEqualTo(STAGE + message);
  }

  private static String message(StageFactory<?, ?> factory) {
    StagePlan plan = GuardFixture.plan(StageKind.VALIDATE, factory);
    return catchThrowableOfType(
            StageCreationException.class, () -> plan.create(TestingContext.create()))
        .getMessage();
  }
}
