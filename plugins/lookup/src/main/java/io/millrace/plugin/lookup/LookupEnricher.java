package io.millrace.plugin.lookup;

import io.millrace.api.Enricher;
import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.vavr.control.Either;

/** Looks one value up, and adds what the row has. */
final class LookupEnricher implements Enricher {

  private final FieldPath on;
  private final FieldPath[] paths;
  private final boolean passMissing;
  private final SharedTable table;
  private final Either<Failures, Event> noKey;
  private final Either<Failures, Event> noRow;

  LookupEnricher(LookupSettings settings, SharedTable table) {
    this.on = settings.on();
    this.paths = settings.paths().toArray(FieldPath[]::new);
    this.passMissing = settings.whenMissing() == LookupSettings.WhenMissing.PASS;
    this.table = table;
    this.noKey =
        Failures.left(
            Failure.rejected(
                "lookup.no-key", on, on + " has no text, number or boolean to look up"));
    this.noRow =
        Failures.left(
            Failure.rejected(
                "lookup.no-row", on, "no row of " + settings.file() + " has the value of " + on));
  }

  @Override
  public Either<Failures, Event> enrich(Event event) {
    Either<Failures, Object> value = event.value(on);
    String key = value.isRight() ? Keys.of(value.get()) : null;
    if (key == null) {
      return noKey;
    }
    Object[] row = table.row(key);
    if (row == null) {
      return passMissing ? Either.right(event) : noRow;
    }
    Event enriched = event;
    for (int i = 0; i < paths.length; i++) {
      if (row[i] != Rows.ABSENT) {
        enriched = enriched.with(paths[i], row[i]);
      }
    }
    return Either.right(enriched);
  }
}
