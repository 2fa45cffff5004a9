package io.millrace.api;

import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** Routines on {@code Either<Failures, T>} that stages need again and again. */
public final class Results {

  private Results() {}

  /**
   * All values, or all failures.
   *
   * @param results the results to combine, in order
   * @param <T> the type of the values
   * @return the values in order, not modifiable, if all are Right; else the failures of all Lefts,
   *     in order, as one flat list
   */
  public static <T> Either<Failures, List<T>> combine(Iterable<Either<Failures, T>> results) {
    List<T> values = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (Either<Failures, T> result : results) {
      if (result.isRight()) {
        values.add(result.get());
      } else {
        failures.addAll(result.getLeft().list());
      }
    }
    return failures.isEmpty()
        ? Either.right(java.util.Collections.unmodifiableList(values))
        : Either.left(Failures.of(failures));
  }

  /**
   * Runs every check on a value and gathers every failure.
   *
   * @param value what is checked
   * @param checks each returns a Right of anything, or why not
   * @param <T> the type of the value
   * @return the very same value if all checks pass
   */
  public static <T> Either<Failures, T> checkAll(
      T value, Iterable<? extends Function<? super T, ? extends Either<Failures, ?>>> checks) {
    Failures failures = null;
    for (Function<? super T, ? extends Either<Failures, ?>> check : checks) {
      Either<Failures, ?> result = check.apply(value);
      if (result.isLeft()) {
        failures = failures == null ? result.getLeft() : failures.and(result.getLeft());
      }
    }
    return failures == null ? Either.right(value) : Either.left(failures);
  }

  /**
   * Turns a call that throws into a result. An {@link Error} is not caught; after an {@link
   * InterruptedException} the thread is interrupted still.
   *
   * @param call what to call; a null that it returns is a Right of null
   * @param describe turns the exception into a failure
   * @param <T> the type of the value
   * @return what the call returned, or the failure that describes what it threw
   */
  public static <T> Either<Failures, T> attempt(
      Callable<? extends T> call, Function<? super Exception, Failure> describe) {
    try {
      return Either.right(call.call());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Failures.left(describe.apply(e));
    } catch (Exception e) {
      return Failures.left(describe.apply(e));
    }
  }

  /**
   * Replaces a Left whose failures are all of one kind; anything else passes as it is.
   *
   * @param result the result
   * @param kind the kind to recover from
   * @param recovery what to answer instead
   * @param <T> the type of the value
   */
  public static <T> Either<Failures, T> recover(
      Either<Failures, T> result,
      Failure.Kind kind,
      Function<? super Failures, Either<Failures, T>> recovery) {
    Objects.requireNonNull(recovery, "recovery");
    return result.isLeft() && result.getLeft().all(kind)
        ? recovery.apply(result.getLeft())
        : result;
  }
}
