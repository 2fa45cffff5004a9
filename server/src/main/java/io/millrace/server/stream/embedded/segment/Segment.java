package io.millrace.server.stream.embedded.segment;

import io.millrace.server.stream.embedded.frame.Directory;
import io.millrace.server.stream.embedded.frame.Directory.PartitionEntry;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is always in memory of a segment: where each partition stood when it began. Kept in arrays,
 * as there are many segments.
 */
public final class Segment {

  private final long id;
  private final long createdAt;
  private final int generation;
  private final long oldest;
  private final long[] keys;
  private final long[] starts;
  private final long[] bytes;

  private Segment(SegmentHeader header, long[] keys, long[] starts, long[] bytes) {
    id = header.id();
    createdAt = header.createdAt();
    generation = header.generation();
    oldest = header.oldest();
    this.keys = keys;
    this.starts = starts;
    this.bytes = bytes;
  }

  /** A segment that starts with a snapshot. */
  public static Segment of(SegmentHeader header, Directory snapshot) {
    return of(header, snapshot.partitions());
  }

  public static Segment of(long id, long createdAt, List<PartitionEntry> partitions) {
    return of(SegmentHeader.written(id, 0, createdAt), partitions);
  }

  private static Segment of(SegmentHeader header, List<PartitionEntry> partitions) {
    List<PartitionEntry> sorted =
        partitions.stream()
            .sorted(
                (a, b) ->
                    Long.compare(
                        SegmentIndex.key(a.stream(), a.partition()),
                        SegmentIndex.key(b.stream(), b.partition())))
            .toList();
    long[] keys = new long[sorted.size()];
    long[] starts = new long[sorted.size()];
    long[] bytes = new long[sorted.size()];
    IntStream.range(0, keys.length)
        .forEach(
            i -> {
              PartitionEntry entry = sorted.get(i);
              keys[i] = SegmentIndex.key(entry.stream(), entry.partition());
              starts[i] = entry.next();
              bytes[i] = entry.bytes();
            });
    return new Segment(header, keys, starts, bytes);
  }

  public long id() {
    return id;
  }

  /** In milliseconds since 1970. */
  public long createdAt() {
    return createdAt;
  }

  /** How often it was rewritten: what an index of another generation says is not true here. */
  public int generation() {
    return generation;
  }

  /** The lowest number of those that were merged into it; its own if none were. */
  public long oldest() {
    return oldest;
  }

  /** The first offset of a partition that may be here. */
  public long start(long key) {
    int at = Arrays.binarySearch(keys, key);
    return at < 0 ? 0 : starts[at];
  }

  /** Where all partitions stood; the first offset is not kept. */
  List<PartitionEntry> partitions() {
    return IntStream.range(0, keys.length)
        .mapToObj(
            i ->
                new PartitionEntry(
                    SegmentIndex.stream(keys[i]),
                    SegmentIndex.partition(keys[i]),
                    0,
                    starts[i],
                    bytes[i]))
        .toList();
  }

  /** How many bytes of a partition were stored before this segment. */
  public long bytesBefore(long key) {
    int at = Arrays.binarySearch(keys, key);
    return at < 0 ? 0 : bytes[at];
  }
}
