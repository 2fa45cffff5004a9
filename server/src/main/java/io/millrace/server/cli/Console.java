package io.millrace.server.cli;

import java.io.PrintWriter;

/**
 * What a command prints to.
 *
 * @param out for what was asked for
 * @param err for what is to be told beside it
 */
record Console(PrintWriter out, PrintWriter err) {

  /** Prints a line that somebody may wait for. */
  void say(String line) {
    out.println(line);
    out.flush();
  }
}
