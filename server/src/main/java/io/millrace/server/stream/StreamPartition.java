package io.millrace.server.stream;

import java.util.Comparator;

/**
 * One partition of a stream.
 *
 * @param stream the stream's name
 * @param partition from 0
 */
public record StreamPartition(String stream, int partition) implements Comparable<StreamPartition> {

  private static final Comparator<StreamPartition> ORDER =
      Comparator.comparing(StreamPartition::stream).thenComparingInt(StreamPartition::partition);

  @Override
  public int compareTo(StreamPartition other) {
    return ORDER.compare(this, other);
  }

  /** For people: {@code raw-orders/0}. */
  @Override
  public String toString() {
    return stream + "/" + partition;
  }
}
