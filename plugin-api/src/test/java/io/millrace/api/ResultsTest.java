package io.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vavr.control.Either;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ResultsTest {

  private static final Failure ONE = Failure.rejected("one", "1");
  private static final Failure TWO = Failure.unavailable("two", "2");

  @Test
  void combineGivesAllValues() {
    List<Either<Failures, Integer>> results = List.of(Either.right(1), Either.right(null));

    assertThat(Results.combine(results).get()).containsExactly(1, null);
    assertThat(Results.combine(List.of()).get()).isEmpty();
  }

  @Test
  void combineGivesAllFailures() {
    List<Either<Failures, Integer>> results =
        List.of(Either.left(Failures.of(List.of(ONE, TWO))), Either.right(1), Failures.left(ONE));

    assertThat(Results.combine(results).getLeft()).containsExactly(ONE, TWO, ONE);
  }

  @Test
  void checkAllRunsEveryCheck() {
    String value = "value";
    List<String> seen = new ArrayList<>();
    Function<String, Either<Failures, String>> pass = text -> Either.right(text + seen.add(text));
    Function<String, Either<Failures, Integer>> fail =
        text -> {
          seen.add(text);
          return Failures.left(ONE);
        };

    assertThat(Results.checkAll(value, List.of(pass, pass)).get()).isSameAs(value);
    assertThat(Results.checkAll(value, List.of(fail, pass, fail)).getLeft())
        .containsExactly(ONE, ONE);
    assertThat(seen).hasSize(5);
  }

  @Test
  void attemptDescribesWhatIsThrown() {
    assertThat(Results.attempt(() -> 1, e -> ONE).get()).isEqualTo(1);
    assertThat(
            Results.attempt(
                    () -> {
                      throw new IOException("gone");
                    },
                    e -> Failure.unavailable("file.gone", e.getMessage()))
                .getLeft()
                .first()
                .message())
        .isEqualTo("gone");
  }

  @Test
  void attemptKeepsTheInterrupt() {
    Either<Failures, Object> result =
        Results.attempt(
            () -> {
              throw new InterruptedException();
            },
            e -> TWO);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.getLeft()).containsExactly(TWO);
  }

  @Test
  void attemptCatchesNoError() {
    assertThatThrownBy(
            () ->
                Results.attempt(
                    () -> {
                      throw new StackOverflowError();
                    },
                    e -> ONE))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  void recoverReplacesOneKindOnly() {
    Either<Failures, String> rejected = Failures.left(ONE);
    Either<Failures, String> mixed = Either.left(Failures.of(List.of(ONE, TWO)));

    assertThat(Results.recover(rejected, Failure.Kind.REJECTED, f -> Either.right("x")).get())
        .isEqualTo("x");
    assertThat(Results.recover(mixed, Failure.Kind.REJECTED, f -> Either.right("x")))
        .isSameAs(mixed);
    assertThat(Results.recover(Either.right("y"), Failure.Kind.REJECTED, f -> rejected).get())
        .isEqualTo("y");
  }
}
