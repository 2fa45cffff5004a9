package io.millrace.api.examples;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.Position;
import io.millrace.api.Results;
import io.millrace.api.Sink;
import io.vavr.control.Either;
import java.io.IOException;
import java.util.List;

/** A sink: keyed by position, so that a repeat replaces what it repeats. */
final class CollectingSink implements Sink {

  /** Where the events go; it may be down. */
  interface Store {
    void put(Position position, String id, Object body) throws IOException;
  }

  private final Store store;

  CollectingSink(Store store) {
    this.store = store;
  }

  @Override
  public List<Either<Failures, Event>> deliver(List<Event> events) {
    return events.stream().map(this::deliver).toList();
  }

  private Either<Failures, Event> deliver(Event event) {
    return event
        .value(FieldPath.ROOT)
        .flatMap(
            body ->
                Results.attempt(
                    () -> {
                      store.put(event.position(), event.id(), body);
                      return event;
                    },
                    e -> Failure.unavailable("store.down", "the store is down")));
  }
}
