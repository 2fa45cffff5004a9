package io.millrace.server.stream.kafka;

import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One partition that a worker owns, from the fetch to the commit. Under the lock of the share. */
final class Holding {

  /** What a record takes beside its bytes. */
  private static final int RECORD_OVERHEAD = 200;

  private final StreamPartition partition;

  /** Tells this time of owning the partition from others. */
  final long tenure;

  /** The end of the partition when it was taken over. */
  private final long firstEnd;

  private final Deque<StreamRecord> fetched = new ArrayDeque<>();
  private long position;
  private long polled;
  private long submitted;
  private long committed;
  private long end;
  private long bytes;

  Holding(StreamPartition partition, long tenure, long offset, long end) {
    this.partition = partition;
    this.tenure = tenure;
    this.end = end;
    firstEnd = end;
    restart(offset);
  }

  /** Everything after this offset is to come again. */
  void restart(long offset) {
    fetched.clear();
    bytes = 0;
    position = offset;
    polled = offset;
    submitted = offset;
    committed = offset;
  }

  /**
   * Takes what was fetched. Marks of transactions have offsets too, so the position may be ahead.
   */
  void add(List<StreamRecord> records, long next) {
    for (StreamRecord record : records) {
      fetched.add(record);
      bytes += record.bytes() + RECORD_OVERHEAD;
    }
    position = Math.max(position, next);
    end = Math.max(end, position);
  }

  void endsAt(long offset) {
    end = Math.max(offset, position);
  }

  long bytes() {
    return bytes;
  }

  int records() {
    return fetched.size();
  }

  /** Whether all has been fetched that is known to be there, or was when it was taken over. */
  boolean hasReached(long knownEnd) {
    return position >= Math.max(firstEnd, knownEnd);
  }

  /** The next records; at least one, if there is any. */
  Batch take(Limits limits) {
    List<StreamRecord> records = new ArrayList<>();
    long taken = 0;
    while (!fetched.isEmpty() && records.size() < limits.records()) {
      int size = fetched.element().bytes();
      if (!records.isEmpty() && taken + size > limits.bytes()) {
        break;
      }
      StreamRecord record = fetched.remove();
      records.add(record);
      taken += size;
      bytes -= record.bytes() + RECORD_OVERHEAD;
      polled = record.offset() + 1;
    }
    if (fetched.isEmpty() && !records.isEmpty()) {
      polled = position;
    }
    return new Batch(partition, records, records.size(), taken, polled);
  }

  /** Drops what the worker does not have yet; false if it has something that is not committed. */
  boolean stop() {
    fetched.clear();
    bytes = 0;
    return !isOutstanding();
  }

  void submit(long offset) {
    submitted = offset;
  }

  void commit(long offset) {
    committed = offset;
  }

  /** Whether the worker has records that no commit speaks of yet. */
  boolean isOutstanding() {
    return polled > submitted;
  }

  /** How many records are not committed; the marks behind the last record are none. */
  long lag(long knownEnd) {
    boolean done = fetched.isEmpty() && committed >= polled;
    return Math.max(0, Math.max(end, knownEnd) - (done ? position : committed));
  }
}
