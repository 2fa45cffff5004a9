package io.millrace.api.examples;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.Results;
import io.millrace.api.Validator;
import io.vavr.control.Either;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;

/** A validator: a total that is not negative, and an id; all failures are gathered. */
final class TotalValidator implements Validator {

  private static final FieldPath TOTAL = FieldPath.of("total");
  private static final FieldPath ID = FieldPath.of("order_id");

  private static final List<Function<Event, Either<Failures, ?>>> CHECKS =
      List.of(
          event -> event.text(ID),
          event -> event.decimal(TOTAL).flatMap(TotalValidator::notNegative));

  @Override
  public Either<Failures, Event> validate(Event event) {
    return Results.checkAll(event, CHECKS);
  }

  private static Either<Failures, BigDecimal> notNegative(BigDecimal total) {
    return total.signum() >= 0
        ? Either.right(total)
        : Failures.left(Failure.rejected("total.negative", TOTAL, "the total is negative"));
  }
}
