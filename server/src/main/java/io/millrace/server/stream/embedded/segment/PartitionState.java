package io.millrace.server.stream.embedded.segment;

import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.StreamPartition;

/** Where a partition stands: written by the committer, read by all. */
public final class PartitionState {

  private final StreamPartition name;
  private final long key;
  private volatile long first;
  private volatile long next;
  private volatile long bytes;

  PartitionState(StreamPartition name, long key) {
    this.name = name;
    this.key = key;
  }

  public StreamPartition name() {
    return name;
  }

  public long key() {
    return key;
  }

  public long next() {
    return next;
  }

  public long bytes() {
    return bytes;
  }

  /** Both only grow; read in this order, the first is never above the next. */
  public OffsetRange range() {
    long oldest = first;
    return new OffsetRange(oldest, next);
  }

  void stand(long newFirst, long newNext, long newBytes) {
    next = newNext;
    first = newFirst;
    bytes = newBytes;
  }

  void release(long newFirst) {
    first = Math.max(first, newFirst);
  }

  public void append(long newBytes, long newNext) {
    bytes = newBytes;
    next = newNext;
  }
}
