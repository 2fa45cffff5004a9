package io.millrace.server.http.ingest;

import static java.util.Objects.requireNonNull;

import io.millrace.server.http.transport.HttpProblem;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.RecordsBuilder;
import io.millrace.server.stream.StreamPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events of one request on their way into a stream. For the thread of its loop. */
final class Ingest {

  private static final int FIXED_BYTES = 32;

  /** What each event takes beside its bytes and headers: slices, places, lengths. */
  private static final int PER_EVENT = 32;

  private final IngestTarget target;
  private final List<Bytes> values;
  private final @Nullable Bytes[] keys;
  private final int[] partitions;
  private final int[] counts;
  private final Headers headers;
  private final int headerBytes;
  private final Done done;
  private final List<Part> parts = new ArrayList<>(1);
  private long bytes;

  /** Gives the headers of each record. */
  interface Headers {
    /**
     * The headers of one record.
     *
     * @param index the how-manieth of the request's records in its partition it is, from 0
     * @param count how many of them go to that partition
     * @param parts over how many partitions the request is spread
     */
    RecordHeaders of(int index, int count, int parts);
  }

  /** Is told how it ended: one of the two is null. */
  interface Done {
    void done(@Nullable List<Placement> placements, @Nullable HttpProblem problem);
  }

  private record Part(StreamPartition partition, int start, int count) {}

  Ingest(IngestTarget target, List<Bytes> values, Headers headers, Done done) {
    this.target = target;
    this.values = values;
    this.headers = headers;
    this.headerBytes = headers.of(0, 1, 1).encoded().length();
    this.done = done;
    this.keys = new Bytes[values.size()];
    this.partitions = new int[values.size()];
    this.counts = new int[target.partitionCount()];
    for (int i = 0; i < partitions.length; i++) {
      keys[i] = target.keyOf(values.get(i));
      partitions[i] = target.partitionOf(keys[i]);
      counts[partitions[i]]++;
      bytes += values.get(i).length();
    }
    target.nextTurn();
  }

  /** How many bytes it takes beside those of the body: each record has a copy of the headers. */
  long overhead() {
    return (long) values.size() * (PER_EVENT + headerBytes);
  }

  /** How many bytes it takes until it is stored. */
  long bytes() {
    return bytes + overhead();
  }

  /** Puts its records behind those that others have put there. */
  void addTo(Map<StreamPartition, RecordsBuilder> appends, long now) {
    parts.clear();
    RecordsBuilder[] builders = new RecordsBuilder[counts.length];
    for (int n = 0; n < counts.length; n++) {
      if (counts[n] > 0) {
        StreamPartition partition = target.partition(n);
        builders[n] = appends.computeIfAbsent(partition, p -> new RecordsBuilder(4096));
        parts.add(new Part(partition, builders[n].count(), counts[n]));
      }
    }
    int[] next = new int[counts.length];
    for (int i = 0; i < partitions.length; i++) {
      int n = partitions[i];
      RecordHeaders own = headers.of(next[n]++, counts[n], parts.size());
      builders[n].add(now, keys[i], own, values.get(i));
    }
  }

  /**
   * Refuses a record that no backend could store.
   *
   * @throws HttpProblem.Refused with 413
   */
  void check(int maxRecordBytes) {
    for (int i = 0; i < keys.length; i++) {
      Bytes key = keys[i];
      int own = headerBytes + FIXED_BYTES + (key == null ? 0 : key.length());
      long all = (long) values.get(i).length() + own;
      if (all > maxRecordBytes) {
        throw HttpProblem.of(
                413,
                "http.record.too-large",
                "Event " + (i + 1) + " is larger than the backend can store: " + all + " bytes.",
                "Send events of at most " + maxRecordBytes + " bytes.")
            .refused();
      }
    }
  }

  /** All is durable and visible. */
  void stored(Map<StreamPartition, Long> offsets) {
    List<Placement> placements = new ArrayList<>(parts.size());
    for (Part part : parts) {
      long offset = requireNonNull(offsets.get(part.partition())) + part.start();
      placements.add(new Placement(part.partition(), offset, part.count()));
    }
    target.count(values.size(), bytes);
    done.done(placements, null);
  }

  /** Nothing of it has been stored. */
  void failed(HttpProblem problem) {
    done.done(null, problem);
  }
}
