package io.millrace.server.stream;

import java.util.List;

/**
 * Records of one partition, in offset order, as a poll or a read returned them.
 *
 * @param partition where they stand
 * @param records the records; can be iterated once or more, keys and values may share one array
 * @param count how many there are
 * @param bytes about how much memory they hold, uncompressed
 * @param nextOffset the offset to commit, or to read from, when all of them are done; offsets may
 *     have gaps
 * @param blocks those blocks that stand in it whole and of which it is known how a log stores them,
 *     in order; may be empty
 */
public record Batch(
    StreamPartition partition,
    Iterable<StreamRecord> records,
    int count,
    long bytes,
    long nextOffset,
    List<Records> blocks) {

  /** A batch of which it is not known how a log stores it. */
  public Batch(
      StreamPartition partition,
      Iterable<StreamRecord> records,
      int count,
      long bytes,
      long nextOffset) {
    this(partition, records, count, bytes, nextOffset, List.of());
  }
}
