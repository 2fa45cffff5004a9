package io.millrace.server.plugin.stage;

import static io.millrace.server.plugin.stage.GuardFixture.transformer;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.StageFactory;
import io.millrace.api.Transformer;
import io.millrace.api.testing.TestingContext;
import io.millrace.api.testing.TestingEvent;
import io.millrace.server.topology.StageKind;
import io.vavr.control.Either;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of a transformer's list. */
final class GuardedTransformerTest {

  private final Event event = TestingEvent.of("{}");
  private final Event other = TestingEvent.of("{\"other\":true}");

  @Test
  void theListIsCopied() {
    List<Event> mine = new ArrayList<>(List.of(event, other));
    List<Event> answer = transformer(e -> Either.right(mine)).transform(event).get();
    mine.clear();
    assertThat(answer).containsExactly(event, other);
  }

  @Test
  void eventsThatComeOutAreCountedAndNoneIsADrop() {
    GuardedTransformer guarded =
        transformer(e -> Either.right(e == event ? List.of() : List.of(e, e, e)));
    assertThat(guarded.transform(event).get()).isEmpty();
    assertThat(guarded.transform(other).get()).hasSize(3);
    StageCounts counts = guarded.takeCounts();
    assertThat(counts.succeeded()).isEqualTo(2);
    assertThat(counts.dropped()).isEqualTo(1);
    assertThat(counts.produced()).isEqualTo(3);
  }

  @Test
  void nullInOneOfItsShapesIsADefect() {
    String message = "the transformer returned null";
    assertDefect(e -> null, "plugin.returned-null", message);
    assertDefect(e -> Either.right(null), "plugin.returned-null", message);
    assertDefect(e -> Either.left(null), "plugin.returned-null", message);
    assertDefect(e -> Either.right(Arrays.asList(event, null)), "plugin.returned-null", message);
  }

  @Test
  void theBoundOnEventsIsExact() throws StageCreationException {
    Transformer bound = e -> Either.right(Collections.nCopies(10_000, e));
    assertThat(transformer(bound).transform(event).get()).hasSize(10_000);
    assertDefect(
        e -> Either.right(Collections.nCopies(10_001, e)),
        "plugin.fan-out",
        "the transformer returned more than the 10000 events allowed");

    StageFactory<?, Transformer> factory =
        StageFactory.of(
            "check", GuardFixture.Settings.class, (s, c) -> e -> Either.right(List.of(e, e, e)));
    StagePlan plan = GuardFixture.plan(StageKind.TRANSFORM, factory);
    GuardedTransformer two = (GuardedTransformer) plan.create(TestingContext.create(), 2);
    assertThat(two.transform(event).getLeft().first().message())
        .isEqualTo("the transformer returned more than the 2 events allowed");
  }

  @Test
  void aListThatLies() {
    List<Event> endless = list(() -> Stream.generate(() -> event).iterator());
    assertDefect(
        e -> Either.right(endless),
        "plugin.fan-out",
        "the transformer returned more than the 10000 events allowed");
    List<Event> throwing = list(() -> GuardTest.sneaky(new IllegalStateException("lies")));
    assertDefect(
        e -> Either.right(throwing),
        "plugin.threw",
        "the transformer threw java.lang.IllegalStateException: lies");
  }

  @Test
  @SuppressWarnings("unchecked")
  void typesAreNotBelieved() {
    assertDefect(
        e -> Either.right((List<Event>) (List<?>) List.of("text")),
        "plugin.wrong-type",
        "the transformer returned a java.lang.String");
    assertDefect(
        e -> (Either<io.millrace.api.Failures, List<Event>>) (Either<?, ?>) Either.right("text"),
        "plugin.wrong-type",
        "the transformer returned a java.lang.String");
  }

  private void assertDefect(Transformer stage, String code, String message) {
    Failure failure = transformer(stage).transform(event).getLeft().first();
    assertThat(failure.kind()).isEqualTo(Failure.Kind.DEFECT);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.message()).isEqualTo(message);
  }

  private static List<Event> list(Iterable<Event> elements) {
    return new AbstractList<>() {
      @Override
      public Iterator<Event> iterator() {
        return elements.iterator();
      }

      @Override
      public Event get(int index) {
        throw new IllegalStateException("lies");
      }

      @Override
      public int size() {
        throw new IllegalStateException("lies");
      }
    };
  }
}
