package io.millrace.server.pipeline;

import io.millrace.api.Event;
import io.millrace.server.pipeline.Outcome.Output;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record's way through the steps, one record after the other. What comes of it is bounded, over
 * all transformers. For one thread.
 */
final class Walk {

  private final List<Step> steps;
  private final Router router;
  private final int most;
  private final List<Output> outputs = new ArrayList<>();
  private @Nullable String droppedBy;
  private int left;

  Walk(List<Step> steps, Router router, int most) {
    this.steps = steps;
    this.most = most;
    this.router = router;
  }

  /** Sends a record's event through all steps: what became of it. */
  Outcome of(Event event) {
    outputs.clear();
    droppedBy = null;
    left = most;
    Outcome.Failed failed = proceed(event, 0);
    return failed == null ? outcome() : failed;
  }

  /** Sends an event through the steps from the given one on, and then to its routes. */
  Outcome.@Nullable Failed proceed(Event event, int step) {
    return step == steps.size()
        ? router.route(event, outputs)
        : steps.get(step).handle(event, this, step + 1);
  }

  /** Notes that events came of one; false if they are too many for one record. */
  boolean fansOut(int events) {
    left -= events;
    return left >= 0;
  }

  /** Notes that a stage answered with no events. */
  void dropped(String stage) {
    droppedBy = stage;
  }

  /** What became of the record, if nothing failed. */
  private Outcome outcome() {
    if (!outputs.isEmpty()) {
      return new Outcome.Succeeded(List.copyOf(outputs));
    }
    if (droppedBy == null) {
      throw new IllegalStateException("a record neither failed nor was dropped nor went anywhere");
    }
    return new Outcome.Dropped(droppedBy);
  }
}
