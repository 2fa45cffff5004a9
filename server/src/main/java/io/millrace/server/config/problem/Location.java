package io.millrace.server.config.problem;

/**
 * A place in a file, or on the command line.
 *
 * @param file the file as the operator named it, or what stands on the command line, such as {@code
 *     --set http.port=8081}
 * @param line from 1; 0 for a place that has no lines
 * @param column from 1, in code points; 0 for a place that has no lines
 */
public record Location(String file, int line, int column) {

  /** A place that has no lines, such as an argument of the command line. */
  public static Location of(String place) {
    return new Location(place, 0, 0);
  }

  /** A place on the same line, some columns to the right. */
  public Location right(int columns) {
    return line == 0 ? this : new Location(file, line, column + columns);
  }

  /** For people: {@code conf/topology.yaml:12:7}. */
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
