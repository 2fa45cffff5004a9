package io.millrace.server.stream;

/**
 * How much a poll or a read may return. At least one record comes, however large, if there is one.
 *
 * @param records the most records
 * @param bytes about the most bytes, uncompressed
 */
public record Limits(int records, long bytes) {

  public Limits {
    if (records < 1 || bytes < 1) {
      throw new IllegalArgumentException("limits are at least 1");
    }
  }
}
