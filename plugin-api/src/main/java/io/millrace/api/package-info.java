/**
 * What a Millrace plugin is written against: the four kinds of stage, the {@link
 * io.millrace.api.Event} they work on, and the {@link io.millrace.api.Failures} they answer with.
 *
 * <p>A stage is one chain from what it reads to what it answers. An enricher that adds a country:
 *
 * <pre>{@code
 * private static final FieldPath IP = FieldPath.of("shopper.ip");
 * private static final FieldPath COUNTRY = FieldPath.of("shopper.country");
 *
 * private final Map<String, Place> places;
 *
 * CountryEnricher(Map<String, Place> places) {
 *   this.places = Map.copyOf(places);
 * }
 *
 * @Override
 * public Either<Failures, Event> enrich(Event event) {
 *   return event.text(IP).flatMap(this::locate).map(place -> event.with(COUNTRY, place.country()));
 * }
 *
 * private Either<Failures, Place> locate(String ip) {
 *   Place place = places.get(ip);
 *   return place != null
 *       ? Either.right(place)
 *       : Failures.left(Failure.rejected("country.unknown", IP, "the address is in no country"));
 * }
 * }</pre>
 *
 * <p><b>Nulls.</b> Unless a method says otherwise, no argument and no result is null, and passing
 * null throws {@link NullPointerException}.
 *
 * <p><b>Threads.</b> All values here are immutable, may be kept, and may be shared between threads.
 * A stage is called by one thread at a time, and what one call wrote the next one sees; a factory's
 * {@code create} may be called by several threads at once.
 *
 * <p><b>Errors.</b> What is wrong with an event, or is down for now, is a Left. A stage does not
 * throw; if it does, that event fails with {@link io.millrace.api.Failure.Kind#DEFECT} and the next
 * one is processed. A {@link VirtualMachineError} other than {@link StackOverflowError} ends the
 * server. When the server stops or a stage takes too long, its thread may be interrupted.
 *
 * <p>Signatures use JDK types and {@link io.vavr.control.Either} only.
 */
package io.millrace.api;
