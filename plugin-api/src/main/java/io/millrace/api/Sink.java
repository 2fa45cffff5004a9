package io.millrace.api;

import io.vavr.control.Either;
import java.util.List;

/**
 * A stage that brings events to a place outside of Millrace.
 *
 * <p>An instance is called by one thread at a time and needs no locks. One instance is created for
 * each worker. If it is {@link AutoCloseable}, it is closed after its last call.
 *
 * <p>Events are delivered before their offsets are committed, so a crash between the two repeats
 * them: delivering must be safe to repeat. {@link Event#position()} and {@link Event#id()} are the
 * keys to recognise a repeat by. The events of one partition come in the order of their offsets.
 */
@FunctionalInterface
public interface Sink {

  /**
   * Delivers a batch. When this method is called, everything that earlier calls answered for has
   * been committed.
   *
   * @param events the events to deliver, never empty, in order per partition; all events that a
   *     transformer made of one record are in one batch
   * @return one answer for each event, of the same size and in the same order: the very same event
   *     if it was delivered, or why it was not. An event answered with {@link
   *     Failure.Kind#UNAVAILABLE} is delivered again later, and so is every other event of its
   *     record and every event that follows it in its partition, whatever was answered for those. A
   *     list of another size, a null or a thrown exception is a failure of kind {@link
   *     Failure.Kind#DEFECT} of each event of the batch.
   */
  List<Either<Failures, Event>> deliver(List<Event> events);

  /**
   * Called about once a second while there is nothing to deliver, and once before a stage is closed
   * at a stop, by the same thread: the place to close a file or to flush. Everything that was
   * delivered has been committed. What it throws is logged and counted, and stops nothing.
   */
  default void idle() {}
}
