package io.millrace.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.Reporter;

class LogProviderTest {

  private static final String PROVIDER = LoggerFactory.PROVIDER_PROPERTY_KEY;
  private static final String[] PROPERTIES = {
    PROVIDER, ClassicConstants.CONFIG_FILE_PROPERTY, Reporter.SLF4J_INTERNAL_VERBOSITY_KEY
  };

  private final Map<String, String> before = new HashMap<>();

  LogProviderTest() {
    for (String property : PROPERTIES) {
      before.put(property, System.getProperty(property));
      System.clearProperty(property);
    }
  }

  @AfterEach
  void asBefore() {
    before.forEach(LogProviderTest::set);
  }

  private static void set(String property, String value) {
    if (value == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, value);
    }
  }

  @Test
  void aServerHasItWithoutASearch() throws ReflectiveOperationException {
    LogProvider.choose();
    Class<?> chosen = Class.forName(System.getProperty(PROVIDER));
    assertThat(chosen.getConstructor().newInstance()).isInstanceOf(LogProvider.class);
    assertThat(System.getProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY)).isEqualTo("WARN");
  }

  @ParameterizedTest
  @ValueSource(strings = {LoggerFactory.PROVIDER_PROPERTY_KEY, "logback.configurationFile"})
  void whatTheUserNamesIsLeftAlone(String property) {
    System.setProperty(property, "mine");
    LogProvider.choose();
    assertThat(System.getProperty(property)).isEqualTo("mine");
    assertThat(System.getProperty(PROVIDER)).isIn("mine", null);
    assertThat(System.getProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY)).isNull();
  }

  @Test
  void itsLogIsAsUsualAndKnowsWhatAThreadIsAbout() {
    LogProvider provider = new LogProvider();
    provider.initialize();
    LoggerContext context = (LoggerContext) provider.getLoggerFactory();
    Logger logger = context.getLogger("io.millrace");
    assertThat(logger.isInfoEnabled()).isTrue();
    assertThat(logger.isDebugEnabled()).isFalse();
    assertThat(context.getLogger("org.apache.kafka.clients").isInfoEnabled()).isFalse();
    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console")).isNotNull();

    ListAppender<ILoggingEvent> kept = new ListAppender<>();
    kept.start();
    logger.addAppender(kept);
    logger.setAdditive(false);
    provider.getMDCAdapter().put("stage", "lookup");
    logger.info("a line", provider.getMarkerFactory().getMarker("any"));
    LoggingEvent event = (LoggingEvent) kept.list.get(0);
    assertThat(event.getMDCPropertyMap()).containsEntry("stage", "lookup");
    provider.getMDCAdapter().clear();
    context.stop();
  }
}
