package io.millrace.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogConfiguratorTest {

  private static final String PATTERN =
      "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\"} %-5level [%thread] %logger{0}: %msg%n";

  private final LoggerContext context = new LoggerContext();

  @TempDir private Path directory;

  @AfterEach
  void stop() {
    context.stop();
    System.clearProperty(ClassicConstants.CONFIG_FILE_PROPERTY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR"})
  void aLineIsAsLogbacksPatternHasIt(String level) {
    PatternLayout pattern = new PatternLayout();
    pattern.setContext(context);
    pattern.setPattern(PATTERN);
    pattern.start();
    Exception cause = new IOException("the disk\nis full");
    cause.addSuppressed(new IllegalStateException("nor could it be closed"));
    for (String name : new String[] {"io.millrace.server.engine.Worker", "plain"}) {
      for (Throwable thrown :
          new Throwable[] {null, cause, new RuntimeException("no append", cause)}) {
        LoggingEvent event =
            new LoggingEvent(
                "", context.getLogger(name), Level.valueOf(level), "{} of {}", thrown, args(3, 7));

        assertThat(new LogLine().doLayout(event)).isEqualTo(pattern.doLayout(event));
      }
    }
  }

  private static Object[] args(Object... args) {
    return args;
  }

  @Test
  void aFileOfTheUsersGoesBeforeIt() throws IOException {
    assertThat(new LogConfigurator().configure(context))
        .as("logback-test.xml of these tests")
        .isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
    Path mine = Files.writeString(directory.resolve("mine.xml"), "<configuration/>");
    for (String named : List.of(mine.toString(), mine.toUri().toString())) {
      System.setProperty(ClassicConstants.CONFIG_FILE_PROPERTY, named);
      assertThat(withoutFiles().configure(context)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
    }
    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders()).isExhausted();
  }

  /** Logback itself would log all that is said from DEBUG on, to the standard output. */
  @Test
  void aFileThatIsNotThereIsToldAndNothingElseChanges() {
    System.setProperty(ClassicConstants.CONFIG_FILE_PROPERTY, directory.resolve("typo") + ".xml");
    assertThat(withoutFiles().configure(context))
        .isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
    assertThat(context.getLogger("io.millrace").isDebugEnabled()).isFalse();
  }

  @Test
  void withoutOneItIsAllThereIs() {
    assertThat(withoutFiles().configure(context))
        .isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
    assertThat(context.getLogger("io.millrace").isInfoEnabled()).isTrue();
    assertThat(context.getLogger("io.millrace").isDebugEnabled()).isFalse();
    assertThat(context.getLogger("org.apache.kafka.clients").isInfoEnabled()).isFalse();
    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console")).isNotNull();
  }

  @Test
  void logbackFindsIt() {
    assertThat(ServiceLoader.load(Configurator.class))
        .hasAtLeastOneElementOfType(LogConfigurator.class);
  }

  static LogConfigurator withoutFiles() {
    return new LogConfigurator(ClassLoader.getPlatformClassLoader());
  }
}
