package io.millrace.plugin.lookup;

import java.io.IOException;

/** Something in a table's file is wrong; the message names the file and the line. */
final class TableException extends IOException {

  private static final long serialVersionUID = 1L;

  TableException(TableSpec spec, long line, String problem) {
    super(spec.file() + ":" + line + ": " + problem);
  }

  TableException(TableSpec spec, long line, String problem, Throwable cause) {
    super(spec.file() + ":" + line + ": " + problem, cause);
  }
}
