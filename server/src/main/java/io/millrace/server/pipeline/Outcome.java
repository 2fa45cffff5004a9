package io.millrace.server.pipeline;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one record: it succeeded, it failed, or a stage dropped it. Nothing else. */
public sealed interface Outcome {

  /**
   * The record passed every stage.
   *
   * @param outputs what is to be appended or delivered, in order; never empty
   */
  record Succeeded(List<Output> outputs) implements Outcome {}

  /**
   * The record failed as a whole.
   *
   * @param at where
   * @param failures why
   * @param event the event as the stage that failed was given it; null if the record could not be
   *     decoded
   */
  record Failed(Attempt at, Failures failures, @Nullable Event event) implements Outcome {}

  /**
   * A transformer answered with no events, for this record and all that came of it.
   *
   * @param stage the name of the stage
   */
  record Dropped(String stage) implements Outcome {}

  /**
   * An event and where it goes.
   *
   * @param route the number of the route in the pipeline's {@code to}; 0 for a sink
   * @param event the event
   */
  record Output(int route, Event event) {}
}
