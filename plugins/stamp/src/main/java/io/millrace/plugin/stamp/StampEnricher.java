package io.millrace.plugin.stamp;

import io.millrace.api.Enricher;
import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.StageContext;
import io.vavr.control.Either;
import java.util.List;
import java.util.Map;

/** Adds facts at paths, in the order of the settings. */
final class StampEnricher implements Enricher {

  private final List<Map.Entry<FieldPath, Fact>> facts;
  private final StageContext context;

  StampEnricher(Map<FieldPath, Fact> facts, StageContext context) {
    this.facts = List.copyOf(facts.entrySet());
    this.context = context;
  }

  @Override
  public Either<Failures, Event> enrich(Event event) {
    Event stamped = event;
    for (Map.Entry<FieldPath, Fact> fact : facts) {
      Object value = fact.getValue().of(event, context);
      if (value != null) {
        stamped = stamped.with(fact.getKey(), value);
      }
    }
    return Either.right(stamped);
  }
}
