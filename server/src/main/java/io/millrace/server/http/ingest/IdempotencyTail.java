package io.millrace.server.http.ingest;

import io.millrace.server.stream.Backend;
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

/** Finds in the last records of a stream which requests have been done. */
final class IdempotencyTail {

  /** So many records at the end of each partition are looked at. */
  static final int RECORDS = 10_000;

  /** So many keys of a stream are remembered, whatever its partitions. */
  private static final int MOST_KEYS = 50_000;

  private static final Limits STEP = new Limits(1_000, 1024 * 1024);

  private final Backend backend;

  IdempotencyTail(Backend backend) {
    this.backend = backend;
  }

  /**
   * Reads the end of a stream.
   *
   * @param before a window of this stream that is retired: what it knows goes further back
   * @throws io.millrace.server.stream.BackendException if it cannot be read
   */
  IdempotencyWindow read(StreamSpec stream, @Nullable IdempotencyWindow before) {
    Map<IdempotencyKey, Found> found = new HashMap<>();
    int most = Math.min(MOST_KEYS, RECORDS * stream.partitions());
    for (int n = 0; n < stream.partitions(); n++) {
      read(new StreamPartition(stream.name(), n), most / stream.partitions(), found);
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

  private void read(StreamPartition partition, int most, Map<IdempotencyKey, Found> found) {
    OffsetRange range = backend.range(partition);
    long offset = Math.max(range.first(), range.next() - most);
    while (offset < range.next()) {
      Batch batch = backend.read(partition, offset, STEP);
      if (batch.nextOffset() <= offset) {
        return;
      }
      offset = batch.nextOffset();
      for (StreamRecord record : batch.records()) {
        if (record.headers().count() >= 2) {
          IdempotencyKey.read(record.headers().decode())
              .filter(part -> part.name().stream().equals(partition.stream()))
              .ifPresent(part -> note(partition, record, part, found));
        }
      }
    }
  }

  private static void note(
      StreamPartition partition,
      StreamRecord record,
      IdempotencyKey.Part part,
      Map<IdempotencyKey, Found> found) {
    Found request = found.computeIfAbsent(part.name(), name -> new Found(part.parts()));
    request.timestamp = record.timestamp();
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
