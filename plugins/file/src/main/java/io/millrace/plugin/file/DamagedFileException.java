package io.millrace.plugin.file;

import java.io.IOException;

/** An open file and its index do not fit together in a way that no crash can explain. */
final class DamagedFileException extends IOException {

  private static final long serialVersionUID = 1;

  DamagedFileException(String file, String what) {
    super(
        file
            + " cannot be continued: "
            + what
            + ". Look at what it holds; then move it and its index away, and replay what is missing");
  }
}
