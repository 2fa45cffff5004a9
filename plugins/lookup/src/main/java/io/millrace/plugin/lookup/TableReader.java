package io.millrace.plugin.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Reads a table's file, in the format that its name says. */
final class TableReader {

  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private TableReader() {}

  static Rows read(TableSpec spec) throws IOException {
    String name = spec.file().toString().toLowerCase(Locale.ROOT);
    boolean csv = name.endsWith(".csv");
    if (!csv && !name.endsWith(".ndjson") && !name.endsWith(".jsonl")) {
      throw new IOException(
          spec.file() + " is neither .csv nor .ndjson: the name says the format of the table");
    }
    try (BufferedReader reader = Files.newBufferedReader(spec.file(), UTF_8)) {
      skipByteOrderMark(reader);
      return csv ? CsvTable.read(spec, reader) : NdjsonTable.read(spec, reader);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + spec.file(), e);
    } catch (CharacterCodingException e) {
      throw new IOException(spec.file() + " is not in UTF-8", e);
    }
  }

  private static void skipByteOrderMark(BufferedReader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
  }
}
