package io.millrace.api;

import io.vavr.control.Either;

/**
 * A stage that accepts an event as it is, or says why not.
 *
 * <p>An instance is called by one thread at a time and needs no locks. One instance is created for
 * each worker. If it is {@link AutoCloseable}, it is closed after its last call.
 */
@FunctionalInterface
public interface Validator {

  /**
   * Checks one event. The validators of a block are all called, whatever the others said, and their
   * failures are gathered.
   *
   * @param event the event to check
   * @return the very same {@code event}, or every reason why it is not accepted. Another event, a
   *     null or a thrown exception is a failure of kind {@link Failure.Kind#DEFECT}.
   */
  Either<Failures, Event> validate(Event event);
}
