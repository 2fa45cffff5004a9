package io.millrace.plugin.lookup;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a table by key: of each, the values of the columns that are wanted. */
final class Rows {

  /** The value of a column that a row does not have; null is a value. */
  static final Object ABSENT = new Object();

  private final TableSpec spec;
  private final Map<String, Object[]> byKey = new HashMap<>();
  private final boolean[] seen;

  Rows(TableSpec spec) {
    this.spec = spec;
    this.seen = new boolean[spec.columns().size()];
  }

  Object @Nullable [] get(String key) {
    return byKey.get(key);
  }

  int size() {
    return byKey.size();
  }

  /**
   * Adds a row.
   *
   * @param row by column
   * @param line where it stands in the file, for messages
   */
  void add(Map<String, ?> row, long line) throws TableException {
    if (!row.containsKey(spec.key())) {
      throw new TableException(spec, line, "there is no '" + spec.key() + "'");
    }
    String key = Keys.of(row.get(spec.key()));
    if (key == null) {
      throw new TableException(
          spec, line, "'" + spec.key() + "' is no text, number or boolean to look up");
    }
    if (byKey.putIfAbsent(key, values(row)) != null) {
      throw new TableException(
          spec, line, "the " + spec.key() + " '" + key + "' is there already: keys are unique");
    }
  }

  private Object[] values(Map<String, ?> row) {
    Object[] values = new Object[seen.length];
    for (int i = 0; i < values.length; i++) {
      String column = spec.columns().get(i);
      boolean present = row.containsKey(column);
      seen[i] |= present;
      values[i] = present ? row.get(column) : ABSENT;
    }
    return values;
  }

  /** Checks that the columns are there: in at least one row. */
  Rows complete() throws TableException {
    for (int i = 0; i < seen.length; i++) {
      if (!seen[i] && !byKey.isEmpty()) {
        throw new TableException(
            spec, 1, "no row has a column '" + spec.columns().get(i) + "', which 'add' names");
      }
    }
    return this;
  }

  /** Checks the columns of a header row. */
  static void checkHeader(TableSpec spec, List<String> header) throws TableException {
    for (String wanted : spec.columns()) {
      requireColumn(spec, header, wanted, "add");
    }
    requireColumn(spec, header, spec.key(), "key");
    if (header.stream().distinct().count() < header.size()) {
      throw new TableException(spec, 1, "two columns have the same name: " + header);
    }
  }

  private static void requireColumn(
      TableSpec spec, List<String> header, String column, String setting) throws TableException {
    if (!header.contains(column)) {
      throw new TableException(
          spec, 1, "there is no column '" + column + "' for '" + setting + "', only " + header);
    }
  }
}
