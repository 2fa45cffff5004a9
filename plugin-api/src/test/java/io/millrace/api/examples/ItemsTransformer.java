package io.millrace.api.examples;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.Transformer;
import io.vavr.control.Either;
import java.util.List;

/** A transformer: one event for each item of an order, with the order's id. */
final class ItemsTransformer implements Transformer {

  private static final FieldPath ITEMS = FieldPath.of("items");
  private static final FieldPath ORDER_ID = FieldPath.of("order_id");

  @Override
  public Either<Failures, List<Event>> transform(Event order) {
    return order
        .text(ORDER_ID)
        .flatMap(
            id ->
                order
                    .elements(ITEMS)
                    .map(items -> items.stream().map(item -> item.with(ORDER_ID, id)).toList()));
  }
}
