package io.millrace.server.config;

/**
 * A place in a file, or on the command line.
 *
 * @param file the file as the operator named it, or {@code --set}
 * @param line from 1
 * @param column from 1
 */
public record Location(String file, int line, int column) {

  /** For people: {@code conf/topology.yaml:12:7}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
