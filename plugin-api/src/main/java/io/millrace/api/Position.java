package io.millrace.api;

import java.util.Objects;

/**
 * Where a record stands.
 *
 * @param stream the name of the stream
 * @param partition the partition, from 0
 * @param offset the offset in the partition, from 0
 */
public record Position(String stream, int partition, long offset) {

  /** Checks that the stream is not null and that the numbers are not negative. */
  public Position {
    Objects.requireNonNull(stream, "stream");
    if (partition < 0 || offset < 0) {
      throw new IllegalArgumentException(
          "partition and offset start at 0, not at " + partition + " and " + offset);
    }
  }

  // Compared for each event; what the compiler makes for a record is several times slower.
  @Override
  public final boolean equals(Object other) {
    return other instanceof Position that
        && offset == that.offset
        && partition == that.partition
        && stream.equals(that.stream);
  }

  @Override
  public final int hashCode() {
    return 31 * (31 * stream.hashCode() + partition) + Long.hashCode(offset);
  }

  /** For people: {@code raw-orders/0@428}. */
  @Override
  public String toString() {
    return stream + "/" + partition + "@" + offset;
  }
}
