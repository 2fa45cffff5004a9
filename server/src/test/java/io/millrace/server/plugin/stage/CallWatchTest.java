package io.millrace.server.plugin.stage;

import static io.millrace.server.plugin.stage.GuardFixture.validator;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.Results;
import io.millrace.api.testing.TestingEvent;
import io.millrace.server.plugin.stage.GuardedStage.InterruptReason;
import io.vavr.control.Either;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that do not end: found, named, interrupted; and nothing of it reaches the next call. */
final class CallWatchTest {

  private final Event event = TestingEvent.of("{}");
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private final ExecutorService worker = Executors.newSingleThreadExecutor();
  private final GuardedValidator sleeper =
      validator(
          e -> {
            inside.countDown();
            return await(never) ? Either.right(e) : GuardTest.sneaky(new InterruptedException());
          });

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @AfterEach
  void stop() {
    worker.shutdownNow();
  }

  @Test
  void aCallIsTimedFromWhenItIsFirstSeen() throws InterruptedException {
    CallWatch watch = new CallWatch(sleeper);
    assertThat(watch.look(5)).isEmpty();
    worker.execute(() -> sleeper.validate(event));
    inside.await();
    assertThat(watch.look(10)).isEqualTo(OptionalLong.of(0));
    assertThat(watch.look(1_000)).isEqualTo(OptionalLong.of(990));
    assertThat(watch.call()).isEqualTo(sleeper.runningCall()).isPositive();
    assertThat(watch.describe())
        .startsWith("validator 'check' of plugin shop 1.0.0, thread pool-")
        .contains(CallWatchTest.class.getName() + ".lambda");
    never.countDown();
  }

  @Test
  void twoShortCallsAreNoLongOne() {
    CallWatch watch = new CallWatch(sleeper);
    GuardedValidator looking =
        validator(
            e -> {
              throw new IllegalStateException("not called");
            });
    assertThat(looking.caller()).isEmpty();
    assertThat(watch.look(1)).isEmpty();
    CallWatch[] inner = new CallWatch[1];
    OptionalLong[] seen = new OptionalLong[1];
    GuardedValidator quick =
        validator(
            e -> {
              seen[0] = inner[0].look(inner[0].call() == 0 ? 100 : 10_000);
              return Either.right(e);
            });
    inner[0] = new CallWatch(quick);
    quick.validate(event);
    quick.validate(event);
    assertThat(seen[0]).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void anOverdueCallThatEndsByInterruptIsADefect() throws Exception {
    assertThat(failureAfter(InterruptReason.OVERDUE))
        .isEqualTo(
            Failure.defect("plugin.overdue", "the validator took too long and was interrupted"));
  }

  @Test
  void aCallThatIsEndedByTheStopIsTriedAgain() throws Exception {
    assertThat(failureAfter(InterruptReason.STOPPING))
        .isEqualTo(
            Failure.unavailable(
                "plugin.interrupted", "the server stopped while the validator was at work"));
  }

  @Test
  void aLeftThatAnInterruptMadeIsNoWordOnTheEvent() throws Exception {
    GuardedValidator wrapping =
        validator(
            e ->
                Results.attempt(
                    () -> {
                      inside.countDown();
                      never.await();
                      return e;
                    },
                    x -> Failure.rejected("ask.failed", "the call failed: " + x)));
    assertThat(failureAfter(InterruptReason.STOPPING, wrapping))
        .isEqualTo(
            Failure.unavailable(
                "plugin.interrupted", "the server stopped while the validator was at work"));
    assertThat(wrapping.takeCounts().failed()).isEqualTo(1);
  }

  private Failure failureAfter(InterruptReason reason)
      throws InterruptedException, ExecutionException {
    return failureAfter(reason, sleeper);
  }

  private Failure failureAfter(InterruptReason reason, GuardedValidator stage)
      throws InterruptedException, ExecutionException {
    Future<Either<Failures, Event>> answer = worker.submit(() -> stage.validate(event));
    inside.await();
    assertThat(stage.interrupt(stage.runningCall(), reason)).isTrue();
    Failure failure = answer.get().getLeft().first();
    assertThat(worker.submit(Thread::interrupted).get()).isFalse();
    return failure;
  }

  @Test
  void anotherCallThanTheOneMeantIsLeftAlone() {
    GuardedValidator quick = validator(Either::right);
    quick.validate(event);
    assertThat(quick.interrupt(1, InterruptReason.OVERDUE)).isFalse();
    assertThat(quick.interrupt(0, InterruptReason.OVERDUE)).isFalse();
    assertThat(Thread.interrupted()).isFalse();
    assertThat(quick.validate(event).isRight()).isTrue();
  }

  @Test
  void anInterruptNeverReachesBeyondItsCall() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    Random random = new Random(7);
    GuardedValidator quick =
        validator(
            e -> {
              spin(random.nextInt(4_000_000));
              return Either.right(e);
            });
    Future<Integer> leaks =
        worker.submit(
            () -> {
              int leaked = 0;
              while (!ended.get()) {
                quick.validate(event);
                spin(random.nextInt(1_000_000));
                leaked += Thread.interrupted() ? 1 : 0;
              }
              return leaked;
            });
    int reached = 0;
    for (int i = 0; i < 200; i++) {
      while (quick.runningCall() == 0) {
        Thread.onSpinWait();
      }
      reached += quick.interrupt(quick.runningCall(), InterruptReason.OVERDUE) ? 1 : 0;
    }
    ended.set(true);
    assertThat(leaks.get()).isZero();
    assertThat(reached).isBetween(1, 199);
  }

  private static void spin(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }
}
