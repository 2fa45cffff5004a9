package io.millrace.server.plugin.stage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.api.StageFactory;
import io.millrace.api.Validator;
import io.millrace.api.testing.TestingContext;
import io.millrace.api.testing.TestingEvent;
import io.millrace.server.plugin.text.Secrets;
import io.millrace.server.plugin.text.TraceLog;
import io.millrace.server.topology.StageKind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A trace a second, and no more. */
final class TraceLogTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(TraceLog.class);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);
  private final TraceLog traces = new TraceLog("validator 'check'", Secrets.NONE, clock::get);

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(appender);
    logger.setAdditive(true);
  }

  @Test
  void oneTraceASecondAndTheNumberOfThoseBetween() {
    for (int i = 0; i < 5; i++) {
      traces.threw(new IllegalStateException("no " + i));
    }
    clock.addAndGet(Duration.ofMillis(999).toNanos());
    traces.threw(new IllegalStateException("still no"));
    assertThat(appender.list).hasSize(1);
    assertThat(appender.list.get(0).getFormattedMessage())
        .isEqualTo("validator 'check' threw; 0 more since the last trace");
    assertThat(appender.list.get(0).getThrowableProxy().getMessage())
        .isEqualTo("java.lang.IllegalStateException: no 0");

    clock.addAndGet(Duration.ofMillis(1).toNanos());
    traces.threw(new IllegalStateException("again"));
    assertThat(appender.list).hasSize(2);
    assertThat(appender.list.get(1).getFormattedMessage())
        .isEqualTo("validator 'check' threw; 5 more since the last trace");

    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    traces.threw(new IllegalStateException("and again"));
    assertThat(appender.list.get(2).getFormattedMessage())
        .isEqualTo("validator 'check' threw; 0 more since the last trace");
  }

  @Test
  void whatAStageThrowsIsLoggedOnceForAllOfItsWorkers() throws StageCreationException {
    StagePlan plan =
        GuardFixture.plan(
            StageKind.VALIDATE,
            StageFactory.of(
                "check",
                GuardFixture.Settings.class,
                (settings, context) -> (Validator) e -> GuardTest.sneaky(new Error("no"))));
    for (int worker = 0; worker < 3; worker++) {
      TestingContext context = TestingContext.create().withWorker(worker);
      ((GuardedValidator) plan.create(context)).validate(TestingEvent.of("{}"));
    }
    assertThat(appender.list).hasSize(1);
    assertThat(appender.list.get(0).getThrowableProxy().getMessage())
        .isEqualTo("java.lang.Error: no");
  }

  @Test
  void whateverAPluginThrowsItsTraceIsBoundedAndHasNoLinesOfItsOwn() {
    String endless = "first\nsecond\r\u0000\u0085\u2028".repeat(1_000_000);
    Exception thrown = new IllegalStateException(endless, new RuntimeException(endless));
    for (int i = 0; i < 1000; i++) {
      thrown.addSuppressed(new RuntimeException(endless));
      thrown = new IllegalStateException(endless, thrown);
    }
    traces.threw(thrown);

    String trace = ThrowableProxyUtil.asString(appender.list.get(0).getThrowableProxy());
    assertThat(trace)
        .hasSizeLessThan(1_000_000)
        .contains("IllegalStateException: first\\nsecond\\r\\u0000\\u0085\\u2028first")
        .doesNotContain("\u0000", "\u0085", "\u2028", "\nsecond");
    assertThat(trace.lines()).allMatch(line -> line.length() < 10_000);
    assertThat(appender.list.get(0).getThrowableProxy().getMessage()).hasSizeLessThan(7_000);
  }

  @Test
  void aThrownThingThatCannotBePrinted() {
    traces.threw(
        new RuntimeException() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            throw new IllegalStateException();
          }
        });
    assertThat(appender.list).hasSize(1);
    assertThat(appender.list.get(0).getThrowableProxy().getMessage())
        .isEqualTo(TraceLogTest.class.getName() + "$1, which cannot be printed");
  }
}
