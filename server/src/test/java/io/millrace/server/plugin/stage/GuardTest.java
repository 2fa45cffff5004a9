package io.millrace.server.plugin.stage;

import static io.millrace.server.plugin.stage.GuardFixture.enricher;
import static io.millrace.server.plugin.stage.GuardFixture.transformer;
import static io.millrace.server.plugin.stage.GuardFixture.validator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Enricher;
import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.PathConflictException;
import io.millrace.api.Validator;
import io.millrace.api.testing.TestingEvent;
import io.vavr.control.Either;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What becomes of what a validator or an enricher does, or does wrong. */
final class GuardTest {

  private final Event event = TestingEvent.of("{\"total\":1}");
  private final Event other = TestingEvent.of("{\"total\":2}");

  @Test
  void anAnswerPassesAsItIs() {
    Either<Failures, Event> right = Either.right(event);
    Either<Failures, Event> left = Failures.left(Failure.rejected("total.wrong", "it is wrong"));
    assertThat(validator(e -> right).validate(event)).isSameAs(right);
    assertThat(validator(e -> left).validate(event)).isSameAs(left);
    assertThat(enricher(e -> right).enrich(event)).isSameAs(right);
    assertThat(enricher(e -> Either.right(other)).enrich(event).get()).isSameAs(other);
  }

  @Test
  void nullIsADefect() {
    assertDefect(e -> null, "plugin.returned-null", "the validator returned null");
    assertDefect(e -> Either.right(null), "plugin.returned-null", "the validator returned null");
    assertDefect(e -> Either.left(null), "plugin.returned-null", "the validator returned null");
    Enricher enricher = e -> Either.right(null);
    assertThat(enricher(enricher).enrich(event).getLeft().first().message())
        .isEqualTo("the enricher returned null");
  }

  @Test
  void aValidatorThatReturnsAnotherEventIsADefect() {
    assertDefect(
        e -> Either.right(other),
        "plugin.returned-another-event",
        "the validator returned another event than it was given");
    assertDefect(
        e -> Either.right(e.withId("x")),
        "plugin.returned-another-event",
        "the validator returned another event than it was given");
  }

  @Test
  void anEventThatIsReturnedForTwoRecordsIsADefectOfTheSecond() {
    AtomicReference<Event> kept = new AtomicReference<>();
    GuardedEnricher stale =
        enricher(
            e -> {
              kept.compareAndSet(null, e);
              return Either.right(kept.get());
            });
    Event next = TestingEvent.builder().position("in", 0, 8).build();

    assertThat(stale.enrich(event).get()).isSameAs(event);
    assertThat(stale.enrich(next).getLeft().first())
        .isEqualTo(
            Failure.defect(
                "plugin.returned-another-event",
                "the enricher returned an event of another record, test/0@0"));
    GuardedTransformer mixing = transformer(e -> Either.right(List.of(e, kept.get())));
    assertThat(mixing.transform(next).getLeft().first().code())
        .isEqualTo("plugin.returned-another-event");
  }

  @Test
  @SuppressWarnings("unchecked")
  void typesAreNotBelieved() {
    assertDefect(
        e -> (Either<Failures, Event>) (Either<?, ?>) Either.left("no"),
        "plugin.wrong-type",
        "the validator returned a java.lang.String");
    Enricher enricher = e -> (Either<Failures, Event>) (Either<?, ?>) Either.right(1);
    assertThat(enricher(enricher).enrich(event).getLeft().first())
        .isEqualTo(
            Failure.defect("plugin.wrong-type", "the enricher returned a java.lang.Integer"));
  }

  @Test
  void anEventOfThePluginsOwnClassIsADefect() {
    ClassLoader own = new URLClassLoader(new URL[0], Event.class.getClassLoader());
    Event foreign =
        (Event) Proxy.newProxyInstance(own, new Class<?>[] {Event.class}, (p, m, a) -> null);
    Failure failure = enricher(e -> Either.right(foreign)).enrich(event).getLeft().first();
    assertThat(failure.code()).isEqualTo("plugin.foreign-event");
    assertThat(failure.message())
        .isEqualTo(
            "the enricher returned an event of its own class " + foreign.getClass().getName());
  }

  @Test
  void anEitherThatLiesIsWhatThePluginThrew() {
    assertDefect(
        e -> new LyingEither(null),
        "plugin.threw",
        "the validator threw java.lang.UnsupportedOperationException: lies");
  }

  @Test
  void aForeignEitherIsCopied() {
    assertThat(validator(e -> new LyingEither(e)).validate(event))
        .isExactlyInstanceOf(Either.Right.class)
        .isEqualTo(Either.right(event));
  }

  @Test
  void whatIsThrownIsADefect() {
    assertThrown(
        new IllegalStateException("no table"), "java.lang.IllegalStateException: no table");
    assertThrown(new StackOverflowError(), "java.lang.StackOverflowError");
    assertThrown(
        new NoClassDefFoundError("lib/Table"), "java.lang.NoClassDefFoundError: lib/Table");
    assertThrown(new AssertionError(5), "java.lang.AssertionError: 5");
    assertThrown(new InterruptedException(), "java.lang.InterruptedException");
    assertThrown(new RuntimeException("two\nlines\u0000"), "java.lang.RuntimeException: two lines");
  }

  @Test
  void aLongMessageIsCut() {
    Failure failure = thrown(new RuntimeException("x".repeat(100_000)));
    assertThat(failure.message()).hasSize("the validator threw ".length() + 500).endsWith("x…");
  }

  @Test
  void aThrownThingThatCannotBeAskedOrPrintedIsADefect() {
    RuntimeException lying =
        new RuntimeException() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            throw new IllegalStateException();
          }
        };
    assertThat(thrown(lying).message())
        .isEqualTo("the validator threw " + lying.getClass().getName());
  }

  @Test
  void aStackThatReallyOverflowsIsADefect() {
    Failure failure = validator(GuardTest::deeper).validate(event).getLeft().first();
    assertThat(failure.message()).isEqualTo("the validator threw java.lang.StackOverflowError");
  }

  @SuppressWarnings("InfiniteRecursion")
  private static Either<Failures, Event> deeper(Event event) {
    return deeper(event).map(same -> same);
  }

  @Test
  void whatIsFatalIsThrownOnAndTheGuardIsLeft() {
    ClassLoader outer = Thread.currentThread().getContextClassLoader();
    for (VirtualMachineError fatal :
        new VirtualMachineError[] {new OutOfMemoryError(), new InternalError()}) {
      GuardedValidator guarded = validator(e -> sneaky(fatal));
      assertThatThrownBy(() -> guarded.validate(event)).isSameAs(fatal);
      assertThat(guarded.runningCall()).isZero();
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(outer);
    }
  }

  @Test
  void aPathConflictIsARejection() {
    FieldPath path = FieldPath.of("total.currency");
    Failure conflict =
        enricher(e -> Either.right(e.with(path, "EUR"))).enrich(event).getLeft().first();
    assertThat(conflict.kind()).isEqualTo(Failure.Kind.REJECTED);
    assertThat(conflict.code()).isEqualTo("field.conflict");
    assertThat(conflict.field()).contains(path);
    Failure silent =
        validator(e -> sneaky(new PathConflictException(path, null)))
            .validate(event)
            .getLeft()
            .first();
    assertThat(silent.code()).isEqualTo("field.conflict");
  }

  @Test
  void theContextClassLoaderIsThePluginsAndIsPutBack() {
    Thread thread = Thread.currentThread();
    ClassLoader outer = thread.getContextClassLoader();
    AtomicReference<ClassLoader> inside = new AtomicReference<>();
    GuardedValidator guarded =
        validator(
            e -> {
              inside.set(thread.getContextClassLoader());
              thread.setContextClassLoader(null);
              return Either.right(e);
            });
    guarded.validate(event);
    assertThat(inside.get()).isSameAs(GuardFixture.LOADER);
    assertThat(thread.getContextClassLoader()).isSameAs(outer);
  }

  @Test
  void theInterruptFlagIsAfterwardsAsItWasBefore() {
    GuardedValidator leaves =
        validator(
            e -> {
              Thread.currentThread().interrupt();
              return Either.right(e);
            });
    leaves.validate(event);
    assertThat(Thread.interrupted()).isFalse();

    GuardedValidator takes =
        validator(
            e -> {
              Thread.interrupted();
              return Either.right(e);
            });
    Thread.currentThread().interrupt();
    takes.validate(event);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void callsAreCountedAndSomeAreTimed() {
    GuardedValidator guarded =
        validator(e -> e == event ? Either.right(e) : sneaky(new IllegalStateException("no")));
    for (int i = 0; i < 100; i++) {
      guarded.validate(event);
      guarded.validate(other);
    }
    StageCounts counts = guarded.takeCounts();
    assertThat(counts)
        .isEqualTo(
            new StageCounts(
                200, 100, 100, 0, 100, 100, 7, counts.sampledNanos(), counts.longestNanos()));
    assertThat(counts.sampledNanos()).isGreaterThanOrEqualTo(counts.longestNanos()).isPositive();
    assertThat(guarded.takeCounts()).isEqualTo(new StageCounts(0, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  private void assertThrown(Throwable thrown, String text) {
    assertThat(thrown(thrown))
        .isEqualTo(
            Failure.defect("plugin.threw", "the validator threw " + text)
                .with("exception", thrown.getClass().getName()));
  }

  private Failure thrown(Throwable thrown) {
    return validator(e -> sneaky(thrown)).validate(event).getLeft().first();
  }

  private void assertDefect(Validator validator, String code, String message) {
    Failure failure = validator(validator).validate(event).getLeft().first();
    assertThat(failure.kind()).isEqualTo(Failure.Kind.DEFECT);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.message()).isEqualTo(message);
  }

  /** Throws what the compiler would not let be thrown, as code in other languages may. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "DoNotCallSuggester"})
  static <T, E extends Throwable> T sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
