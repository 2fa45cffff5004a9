package io.millrace.server.cli;

/**
 * A line of what is sent.
 *
 * @param file the file as the operator named it; empty for standard input
 * @param line the line's number, from 1
 */
record LinePlace(String file, long line) {

  /** What to do to send from this line on. */
  String mend() {
    return file.isEmpty()
        ? "send its lines from " + line + " on"
        : "send the rest: tail -n +" + line + " " + file;
  }

  @Override
  public String toString() {
    return (file.isEmpty() ? "standard input" : file) + ":" + line;
  }
}
