package io.millrace.api.examples;

import io.millrace.api.Enricher;
import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.vavr.control.Either;
import java.util.Map;

/** An enricher: one chain from a field that is read to a field that is added. */
final class CountryEnricher implements Enricher {

  private static final FieldPath IP = FieldPath.of("shopper.ip");
  private static final FieldPath COUNTRY = FieldPath.of("shopper.country");

  private final Map<String, Place> places;

  CountryEnricher(Map<String, Place> places) {
    this.places = Map.copyOf(places);
  }

  @Override
  public Either<Failures, Event> enrich(Event event) {
    return event.text(IP).flatMap(this::locate).map(place -> event.with(COUNTRY, place.country()));
  }

  private Either<Failures, Place> locate(String ip) {
    Place place = places.get(ip);
    return place != null
        ? Either.right(place)
        : Failures.left(Failure.rejected("country.unknown", IP, "the address is in no country"));
  }
}
