package io.millrace.server.plugin.stage;

import static io.millrace.server.plugin.stage.GuardFixture.sink;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.Sink;
import io.millrace.api.testing.TestingEvent;
import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a sink's answers: always one for each event. */
final class GuardedSinkTest {

  private final Event first = TestingEvent.builder().id("first").build();
  private final Event second = TestingEvent.builder().id("second").build();
  private final List<Event> batch = List.of(first, second);

  @Test
  void answersPassInOrder() {
    Either<Failures, Event> down = Failures.left(Failure.unavailable("shop.down", "it is down"));
    GuardedSink guarded = sink(events -> List.of(Either.right(events.get(0)), down));
    assertThat(guarded.deliver(batch)).containsExactly(Either.right(first), down);
    StageCounts counts = guarded.takeCounts();
    assertThat(counts.calls()).isEqualTo(1);
    assertThat(counts.succeeded()).isEqualTo(1);
    assertThat(counts.failed()).isEqualTo(1);
    assertThat(counts.sampledCalls()).isEqualTo(1);
  }

  @Test
  void idlingAndClosingAreNoCallsThatCount() {
    GuardedSink guarded = sink(events -> List.of());
    guarded.idle();
    guarded.close();

    assertThat(guarded.takeCounts()).isEqualTo(new StageCounts(0, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void aWrongNumberOfAnswersFailsEveryEvent() {
    assertAll(e -> List.of(), "plugin.wrong-size", "returned 0 answers for 2 events");
    assertAll(
        e -> List.of(Either.right(first)), "plugin.wrong-size", "returned 1 answers for 2 events");
    assertAll(
        e -> Collections.nCopies(3, Either.right(first)),
        "plugin.wrong-size",
        "returned more than 2 answers for 2 events");
  }

  @Test
  void nullAndWhatIsThrownFailEveryEvent() {
    assertAll(e -> null, "plugin.returned-null", "returned null");
    assertAll(
        e -> GuardTest.sneaky(new java.io.IOException("reset")),
        "plugin.threw",
        "threw java.io.IOException: reset");
  }

  @Test
  void aBrokenAnswerFailsItsOwnEventOnly() {
    List<Either<Failures, Event>> answers =
        sink(e -> Arrays.asList(Either.right(first), null)).deliver(batch);
    assertThat(answers.get(0)).isEqualTo(Either.right(first));
    assertThat(answers.get(1).getLeft().first().code()).isEqualTo("plugin.returned-null");

    List<Either<Failures, Event>> swapped =
        sink(e -> List.of(Either.right(second), Either.right(second))).deliver(batch);
    assertThat(swapped.get(0).getLeft().first())
        .isEqualTo(
            Failure.defect(
                "plugin.returned-another-event",
                "the sink returned another event than it was given"));
    assertThat(swapped.get(1)).isEqualTo(Either.right(second));
  }

  @Test
  void theBatchCannotBeModifiedAndTheAnswersAreACopy() {
    List<Either<Failures, Event>> mine = new ArrayList<>();
    GuardedSink guarded =
        sink(
            events -> {
              events.forEach(event -> mine.add(Either.right(event)));
              return mine;
            });
    List<Either<Failures, Event>> answers = guarded.deliver(new ArrayList<>(batch));
    mine.clear();
    assertThat(answers).hasSize(2);
    assertAll(
        events -> {
          events.clear();
          return List.of();
        },
        "plugin.threw",
        "threw java.lang.UnsupportedOperationException");
  }

  @Test
  void whatIdleThrowsStopsNothing() {
    GuardedSink guarded =
        sink(
            new Sink() {
              @Override
              public List<Either<Failures, Event>> deliver(List<Event> events) {
                return List.of();
              }

              @Override
              public void idle() {
                throw new IllegalStateException("broken");
              }
            });
    guarded.idle();
    assertThat(guarded.takeCounts().thrown()).isEqualTo(1);
  }

  private void assertAll(Sink stage, String code, String message) {
    List<Either<Failures, Event>> answers = sink(stage).deliver(batch);
    assertThat(answers).hasSize(2);
    for (Either<Failures, Event> answer : answers) {
      assertThat(answer.getLeft().first().kind()).isEqualTo(Failure.Kind.DEFECT);
      assertThat(answer.getLeft().first().code()).isEqualTo(code);
      assertThat(answer.getLeft().first().message()).isEqualTo("the sink " + message);
    }
  }
}
