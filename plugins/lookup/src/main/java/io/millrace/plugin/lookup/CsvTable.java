package io.millrace.plugin.lookup;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads CSV as RFC 4180 has it: a header row, fields in quotes where they need it. */
final class CsvTable {

  private CsvTable() {}

  static Rows read(TableSpec spec, Reader reader) throws IOException {
    Rows rows = new Rows(spec);
    List<String> header = null;
    try {
      for (CsvRecord row : strictly().ofCsvRecord(reader)) {
        if (header == null) {
          header = row.getFields();
          Rows.checkHeader(spec, header);
        } else {
          rows.add(byColumn(spec, header, row), row.getStartingLineNumber());
        }
      }
    } catch (CsvParseException e) {
      throw new IOException(spec.file() + " is no CSV of RFC 4180: " + reason(e), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (header == null) {
      throw new TableException(spec, 1, "there is no header row");
    }
    return rows;
  }

  // The number of fields is checked here, where the message can name the line.
  private static CsvReader.CsvReaderBuilder strictly() {
    return CsvReader.builder()
        .allowUnclosedQuote(false)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
  }

  private static String reason(CsvParseException e) {
    String message = String.valueOf(e.getMessage());
    return e.getCause() == null ? message : message + ": " + e.getCause().getMessage();
  }

  private static Map<String, String> byColumn(TableSpec spec, List<String> header, CsvRecord row)
      throws TableException {
    if (row.getFieldCount() != header.size()) {
      throw new TableException(
          spec,
          row.getStartingLineNumber(),
          "the row has " + row.getFieldCount() + " fields, the header " + header.size());
    }
    Map<String, String> byColumn = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      byColumn.put(header.get(i), row.getField(i));
    }
    return byColumn;
  }
}
