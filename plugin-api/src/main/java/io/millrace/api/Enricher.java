package io.millrace.api;

import io.vavr.control.Either;

/**
 * A stage that returns the event with more on it.
 *
 * <p>An instance is called by one thread at a time and needs no locks. One instance is created for
 * each worker. If it is {@link AutoCloseable}, it is closed after its last call.
 */
@FunctionalInterface
public interface Enricher {

  /**
   * Enriches one event. Enrichers run in the order of the topology; the first Left ends the event's
   * way.
   *
   * @param event the event as the stages before left it
   * @return the event to go on with, or why it could not be enriched. It is the event given, or was
   *     made from it: another one, such as one kept from an earlier call, would be stored twice.
   *     That, a null or a thrown exception is a failure of kind {@link Failure.Kind#DEFECT}.
   */
  Either<Failures, Event> enrich(Event event);
}
