package io.millrace.server.pipeline;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.pipeline.Outcome.Output;
import io.vavr.control.Either;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends an event to every route whose condition holds, in order. Safe for many threads. */
final class Router {

  private final List<ConditionalRoute> routes;
  private final Attempt attempt;

  /**
   * A router.
   *
   * @param routes the routes in order; a sink has one without a condition
   * @param attempt what is said to have been attempted when an event goes nowhere
   */
  Router(List<ConditionalRoute> routes, Attempt attempt) {
    this.routes = List.copyOf(routes);
    this.attempt = attempt;
  }

  Outcome.@Nullable Failed route(Event event, List<Output> outputs) {
    int before = outputs.size();
    for (int route = 0; route < routes.size(); route++) {
      Condition when = routes.get(route).when();
      if (when != null) {
        Either<Failures, Boolean> holds = when.holds(event);
        if (holds.isLeft()) {
          return new Outcome.Failed(attempt, holds.getLeft(), event);
        }
        if (!holds.get()) {
          continue;
        }
      }
      outputs.add(new Output(route, event));
    }
    return outputs.size() > before ? null : nowhere(event);
  }

  private Outcome.Failed nowhere(Event event) {
    return new Outcome.Failed(
        attempt,
        Failures.of(
            Failure.rejected("route.none", "the condition of no stream under 'to' holds for it")),
        event);
  }

  /**
   * A route.
   *
   * @param when its condition; null: always
   */
  record ConditionalRoute(@Nullable Condition when) {}
}
