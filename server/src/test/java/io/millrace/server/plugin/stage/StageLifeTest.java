package io.millrace.server.plugin.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.StageFactory;
import io.millrace.api.Validator;
import io.millrace.api.testing.TestingContext;
import io.millrace.server.plugin.load.Patience;
import io.millrace.server.plugin.stage.GuardFixture.Settings;
import io.millrace.server.topology.StageKind;
import io.vavr.control.Either;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A stage that does not end to be made or closed is named, and holds up nothing for long. */
final class StageLifeTest {

  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMillis(200));

  private static final class Unclosable implements Validator, AutoCloseable {

    @Override
    public Either<Failures, Event> validate(Event event) {
      return Either.right(event);
    }

    @Override
    public void close() throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }

  @Test
  void aStageThatDoesNotEndToBeClosedIsNamed() throws StageCreationException {
    StageFactory<Settings, Validator> factory =
        StageFactory.of("check", Settings.class, (settings, context) -> new Unclosable());
    StagePlan plan = GuardFixture.plan(StageKind.VALIDATE, factory, SHORT);
    GuardedStage stage = plan.create(TestingContext.create());

    assertThatThrownBy(() -> plan.close(stage))
        .isInstanceOf(StageCreationException.class)
        .hasMessageStartingWith(
            "validator 'check' of plugin shop 1.0.0: shop.jar: close gave no answer within 200 ms;"
                + " it stands at ");
  }

  @Test
  void whatIsWaitedForLongIsSaid() {
    Logger logger = (Logger) LoggerFactory.getLogger(Patience.class);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.addAppender(appender);
    try {
      assertThatThrownBy(
              () ->
                  Patience.await(
                      Duration.ofMillis(300),
                      Duration.ofMillis(100),
                      "create of validator 'check'",
                      GuardFixture.LOADER,
                      () -> {
                        new CountDownLatch(1).await();
                        return true;
                      }))
          .isInstanceOf(Patience.Exhausted.class);
    } finally {
      logger.detachAppender(appender);
    }

    assertThat(appender.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement()
        .asString()
        .startsWith("create of validator 'check' has not ended after 0 s; it stands at ");
  }
}
