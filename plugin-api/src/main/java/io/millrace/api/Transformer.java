package io.millrace.api;

import io.vavr.control.Either;
import java.util.List;

/**
 * A stage that turns one event into none, one or many.
 *
 * <p>An instance is called by one thread at a time and needs no locks. One instance is created for
 * each worker. If it is {@link AutoCloseable}, it is closed after its last call.
 */
@FunctionalInterface
public interface Transformer {

  /**
   * Transforms one event.
   *
   * @param event the event as the stages before left it
   * @return the events to go on with, in order; an empty list drops the event, which is counted
   *     under the stage's name. Or why it could not be transformed: then the whole input record
   *     fails, even if other events that came from it have passed. Several events have ids that
   *     differ, the same ones when the same input comes again (see {@link Event#elements} and
   *     {@link Event#withId}): with the position they tell sinks a repeat. Nothing checks that: two
   *     events with one id are both stored. Each is the event given, or was made from it. The
   *     server bounds the number of events (10,000 unless configured); more, an event that was made
   *     from another one, a null in the list, a null or a thrown exception is a failure of kind
   *     {@link Failure.Kind#DEFECT}.
   */
  Either<Failures, List<Event>> transform(Event event);
}
