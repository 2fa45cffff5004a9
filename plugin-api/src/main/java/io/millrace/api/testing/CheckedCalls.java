package io.millrace.api.testing;

import io.millrace.api.Enricher;
import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.PathConflictException;
import io.millrace.api.Transformer;
import io.millrace.api.Validator;
import io.vavr.control.Either;
import java.util.List;
import java.util.function.Supplier;

/** Calls stages, and throws where one breaks the contract that its interface states. */
final class CheckedCalls {

  private static final int MAX_EVENTS = 10_000;
  private static final String NOT_OF_IT =
      "returned an event of another record, %s; an answer is made from the event given";

  private CheckedCalls() {}

  static Either<Failures, Event> validate(Validator validator, Event event) {
    Either<Failures, Event> result = call("validate", () -> validator.validate(event));
    check(
        result.isLeft() || result.get() == event,
        "validate returned another event; a validator returns the very same one: %s",
        result);
    return result;
  }

  static Either<Failures, Event> enrich(Enricher enricher, Event event) {
    Either<Failures, Event> result = call("enrich", () -> enricher.enrich(event));
    check(result.isLeft() || result.get() != null, "enrich returned a Right of null: %s", result);
    if (result.isRight()) {
      checkIsOf(event, result.get(), "enrich");
    }
    return result;
  }

  private static void checkIsOf(Event event, Event made, String method) {
    check(
        made == event || made.position().equals(event.position()),
        method + " " + NOT_OF_IT,
        made.position());
  }

  static Either<Failures, List<Event>> transform(Transformer transformer, Event event) {
    Either<Failures, List<Event>> result = call("transform", () -> transformer.transform(event));
    if (result.isLeft()) {
      return result;
    }
    List<Event> events = result.get();
    check(events != null, "transform returned a Right of null: %s", result);
    check(
        events.size() <= MAX_EVENTS,
        "transform made %s events of one; the server allows 10,000 unless configured",
        events.size());
    for (Event made : events) {
      check(made != null, "transform returned a list with null: %s", events);
      checkIsOf(event, made, "transform");
    }
    return result;
  }

  private static <T> Either<Failures, T> call(String method, Supplier<Either<Failures, T>> stage) {
    Either<Failures, T> result;
    try {
      result = stage.get();
    } catch (PathConflictException e) {
      return Failures.left(Failure.rejected("field.conflict", e.path(), e.getMessage()));
    } catch (RuntimeException e) {
      throw new AssertionError(method + " threw; a stage answers with a Left instead", e);
    }
    checkResult(method, result);
    return result;
  }

  static void checkResult(String method, Either<Failures, ?> result) {
    check(result != null, "%s returned null", method);
    check(result.isRight() || result.getLeft() != null, "%s returned a Left of null", method);
  }

  static void check(boolean kept, String rule, Object about) {
    if (!kept) {
      throw new AssertionError(String.format(rule, about));
    }
  }
}
