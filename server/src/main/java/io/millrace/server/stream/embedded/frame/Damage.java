package io.millrace.server.stream.embedded.frame;

/**
 * A place that cannot be read any more.
 *
 * @param file the segment's file
 * @param from the first byte
 * @param to the byte after the last
 * @param what what is wrong
 */
public record Damage(String file, long from, long to, String what) {

  @Override
  public String toString() {
    return file + ", bytes " + from + " to " + to + ": " + what;
  }
}
