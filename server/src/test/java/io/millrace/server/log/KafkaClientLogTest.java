package io.millrace.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log as the server configures it, in a context of its own. */
class KafkaClientLogTest {

  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  @BeforeEach
  void configure() {
    LogConfiguratorTest.withoutFiles().configure(context);
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    appender.start();
    root.addAppender(appender);
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private List<String> logged() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void whatDiffersInTheClientAndInNumbersIsSaidOnce() {
    Logger client = context.getLogger("org.apache.kafka.clients.NetworkClient");
    for (int node = -1; node < 20; node++) {
      client.warn(
          "[Consumer clientId=mill-" + node + "] Connection to node " + node + " is not there");
      client.warn("[Producer clientId=mill-" + node + "] Connection to node " + node + " is lost");
    }
    context.getLogger("org.apache.kafka.clients.Metadata").warn("[x] Connection to node 5 is lost");

    assertThat(logged())
        .containsExactly(
            "[Consumer clientId=mill--1] Connection to node -1 is not there",
            "[Producer clientId=mill--1] Connection to node -1 is lost",
            "[x] Connection to node 5 is lost");
  }

  @Test
  void whatOthersSayAndWhatSomebodyDebugsIsSaidEachTime() {
    Logger own = context.getLogger("io.millrace.server.engine.Worker");
    Logger debugged = context.getLogger("org.apache.kafka.clients.Metadata");
    debugged.setLevel(Level.DEBUG);
    for (int i = 0; i < 3; i++) {
      own.warn("pass-{} waits", i);
      debugged.debug("Updated 7");
    }

    assertThat(logged()).hasSize(6);
  }

  @Test
  void manyMessagesAreNotKeptForEver() {
    Logger client = context.getLogger("org.apache.kafka.clients.NetworkClient");
    client.warn("first");
    for (int i = 0; i < 1000; i++) {
      client.warn("x".repeat(i + 1));
    }
    client.warn("first");

    assertThat(logged()).hasSize(1002);
  }
}
