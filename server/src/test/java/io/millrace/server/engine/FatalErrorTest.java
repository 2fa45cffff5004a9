package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.millrace.server.stream.memory.MemoryBackend;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A plugin that ends the process is named, with the record it was at. */
class FatalErrorTest {

  private static final String PIPELINE =
      """
      streams: { in: { partitions: 1 }, out: { partitions: 1 } }
      pipelines:
        work: { from: in, stages: [ validate: obey ], to: out }
      """;

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.millrace.server");
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getFormattedMessage());
        }
      };

  @TempDir Path directory;

  @BeforeEach
  void dropInAndListen() {
    TrialPlugin.dropInto(directory);
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(appender);
  }

  private void assertNamed(String order, Class<? extends Error> type) {
    try (Trial trial = new Trial(new MemoryBackend(), directory, PIPELINE).start()) {
      trial.send("in", List.of("{}", "{\"do\":\"" + order + "\"}"));
      Trial.await(() -> trial.fatal() != null);

      assertThat(trial.fatal()).isInstanceOf(type);
      assertThat(lines)
          .anySatisfy(
              line ->
                  assertThat(line)
                      .startsWith("validator 'obey' of plugin trial ")
                      .contains(" threw " + type.getName() + ": ")
                      .endsWith(", which ends the process"))
          .contains("work-0 ends the process, at in/0@1");
    }
  }

  @Test
  void theEndOfMemory() {
    assertNamed("memory", OutOfMemoryError.class);
  }

  @Test
  void aFaultOfTheMachine() {
    assertNamed("inside", InternalError.class);
  }
}
