package io.millrace.server.http.ingest;

import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.stream.StreamSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds in the last records of a stream which requests have been done. */
final class IdempotencyTail {

  /** So many records at the end of each partition are looked at. */
  static final int RECORDS = 10_000;

  /** So many keys of a stream are remembered, whatever its partitions. */
  private static final int MOST_KEYS = 50_000;

  /** So many bytes at the end of a stream are looked at, about, however large its records are. */
  private static final long BYTES = 64 << 20;

  private static final int LONGEST_STEP = 1_000;
  private static final int STEP_BYTES = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyTail.class);

  private final Backend backend;
  private final long mostBytes;

  IdempotencyTail(Backend backend) {
    this(backend, BYTES);
  }

  IdempotencyTail(Backend backend, long mostBytes) {
    this.backend = backend;
    this.mostBytes = mostBytes;
  }

  /**
   * Reads the end of a stream. What is damaged there is passed over, with a warning: its keys are
   * not known any more.
   *
   * @param before a window of this stream that is retired: what it knows goes further back
   * @throws BackendException if it cannot be read
   */
  IdempotencyWindow read(StreamSpec stream, @Nullable IdempotencyWindow before) {
    Map<IdempotencyKey, Found> found = new HashMap<>();
    int most = Math.min(MOST_KEYS, RECORDS * stream.partitions());
    for (int n = 0; n < stream.partitions(); n++) {
      read(
          new StreamPartition(stream.name(), n),
          most / stream.partitions(),
          mostBytes / stream.partitions(),
          found);
    }
    IdempotencyWindow window = new IdempotencyWindow(most);
    if (before != null) {
      window.takeOver(before);
    }
    found.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> entry.getValue().timestamp))
        .forEach(entry -> window.remember(entry.getKey(), entry.getValue().outcome()));
    return window;
  }

  /**
   * From the end, in steps that grow: how large the records are is known only once they are read.
   */
  private void read(
      StreamPartition partition, int most, long bytes, Map<IdempotencyKey, Found> found) {
    OffsetRange range = backend.range(partition);
    long first = Math.max(range.first(), range.next() - most);
    long end = range.next();
    long left = bytes;
    long step = 1;
    while (end > first && left > 0) {
      long from = Math.max(first, end - step);
      long read = readStep(partition, from, end, found);
      left -= read;
      long fitting = left * (end - from) / Math.max(1, read);
      step = Math.max(1, Math.min(fitting, Math.min(2 * step, LONGEST_STEP)));
      end = from;
    }
  }

  /** Returns how many bytes were read. */
  private long readStep(
      StreamPartition partition, long from, long end, Map<IdempotencyKey, Found> found) {
    long bytes = 0;
    long offset = from;
    try {
      while (offset < end) {
        Batch batch = backend.read(partition, offset, new Limits((int) (end - offset), STEP_BYTES));
        if (batch.nextOffset() <= offset) {
          break;
        }
        batch.records().forEach(record -> note(partition, record, found));
        offset = batch.nextOffset();
        bytes += batch.bytes();
      }
    } catch (BackendException e) {
      if (e.kind() != BackendException.Kind.CORRUPT) {
        throw e;
      }
      LOG.warn(
          "keys of requests stored in {} between {} and {} are not known any more: a request"
              + " that is sent again under one of them is stored twice",
          partition,
          offset,
          end,
          e);
    }
    return bytes;
  }

  private static void note(
      StreamPartition partition, StreamRecord record, Map<IdempotencyKey, Found> found) {
    if (record.headers().count() >= 2) {
      IdempotencyKey.read(record.headers().decode())
          .filter(part -> part.name().stream().equals(partition.stream()))
          .ifPresent(part -> note(partition, record, part, found));
    }
  }

  private static void note(
      StreamPartition partition,
      StreamRecord record,
      IdempotencyKey.Part part,
      Map<IdempotencyKey, Found> found) {
    Found request = found.computeIfAbsent(part.name(), name -> new Found(part.parts()));
    request.timestamp = Math.max(request.timestamp, record.timestamp());
    boolean known =
        request.placements.stream().anyMatch(placement -> placement.partition().equals(partition));
    if (!known) {
      // Any record of a part tells where the part begins, so its first one may be out of reach.
      request.placements.add(
          new Placement(partition, record.offset() - part.index(), part.count()));
    }
  }

  private static final class Found {

    private final int parts;
    private final List<Placement> placements = new ArrayList<>(1);
    private long timestamp;

    Found(int parts) {
      this.parts = parts;
    }

    IdempotencyWindow.Outcome outcome() {
      return new IdempotencyWindow.Outcome(List.copyOf(placements), placements.size() == parts);
    }
  }
}
