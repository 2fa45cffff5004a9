package io.millrace.plugin.lookup;

import io.millrace.api.FieldPath;
import io.millrace.api.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of the enricher {@code lookup}.
 *
 * @param file the table
 * @param on the field whose value is looked up
 * @param add what to add: a column for each path
 * @param key the column that is looked up in
 * @param whenMissing what to do if no row has the value
 */
public record LookupSettings(
    @Setting("The table: a .csv file with a header row, or an .ndjson file.") Path file,
    @Setting("The field whose value is looked up: a text, a number or a boolean.") FieldPath on,
    @Setting("What to add: the column for each path.") Map<String, String> add,
    @Setting("The column to look in; the last name of 'on' without it.") Optional<String> key,
    @Setting(
            value =
                "What to do with an event whose value no row has: fail it, or pass it as it is.",
            byDefault = "fail")
        WhenMissing whenMissing) {

  /** What to do if no row has the value. */
  public enum WhenMissing {
    /** The event fails with {@code lookup.no-row}. */
    FAIL,
    /** The event passes as it is. */
    PASS
  }

  /** Checks that there is a key column and something to add. */
  public LookupSettings {
    if (add.isEmpty()) {
      throw new IllegalArgumentException(
          "'add' is empty: name a path and a column, such as 'product.name: name'");
    }
    if (add.keySet().stream().map(FieldPath::of).anyMatch(FieldPath.ROOT::equals)) {
      throw new IllegalArgumentException("'add' would replace the whole body: name a path");
    }
    if (key.isEmpty() && (on.size() == 0 || on.step(on.size() - 1).isIndex())) {
      throw new IllegalArgumentException(
          "'on' ends in no name that could be a column: say with 'key' which column to look in");
    }
  }

  String keyColumn() {
    return key.orElseGet(() -> on.step(on.size() - 1).name());
  }

  /** The paths to add at, in the order of {@link #columns()}. */
  List<FieldPath> paths() {
    return add.keySet().stream().map(FieldPath::of).toList();
  }

  List<String> columns() {
    return List.copyOf(add.values());
  }

  TableSpec table() {
    return new TableSpec(file.toAbsolutePath().normalize(), keyColumn(), columns());
  }
}
