package io.millrace.server.stream.memory;

import io.millrace.server.stream.Batch;
import io.millrace.server.stream.BatchBuilder;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import java.util.ArrayList;
import java.util.List;

/** One partition: its records stay encoded, as they came. For one thread at a time. */
final class MemoryLog {

  /** About the most bytes that are passed over to find a record. */
  private static final int PART_BYTES = 64 << 10;

  private final StreamPartition partition;
  private final List<Records> parts = new ArrayList<>();
  private long end;

  MemoryLog(StreamPartition partition) {
    this.partition = partition;
  }

  /** The offset behind the last record. */
  long end() {
    return end;
  }

  /** Appends records; returns the offset of the first. */
  long append(Records records) {
    long base = end;
    for (Records part : fitted(records).parts(PART_BYTES)) {
      parts.add(part.at(end));
      end += part.count();
    }
    return base;
  }

  /** Of records that came in memory that is much larger than they are, only they are kept. */
  private static Records fitted(Records records) {
    Bytes encoded = records.encoded();
    if (encoded.length() >= encoded.array().length / 4 * 3) {
      return records;
    }
    Bytes copy = Bytes.of(encoded.toArray());
    return new Records(records.baseOffset(), records.baseTimestamp(), records.count(), copy);
  }

  Batch read(long offset, Limits limits) {
    if (offset >= end) {
      return new Batch(partition, List.of(), 0, 0, offset);
    }
    BatchBuilder batch = new BatchBuilder(limits);
    long at = Math.max(offset, 0);
    for (int i = partOf(at); i < parts.size() && batch.wantsMore(); i++) {
      at = batch.add(parts.get(i), at);
    }
    return batch.build(partition, at);
  }

  /** The index of the part in which an offset stands. */
  private int partOf(long offset) {
    int low = 0;
    int high = parts.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (parts.get(middle).baseOffset() <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
