package io.millrace.server.stream.embedded.segment;

import static java.util.Objects.requireNonNull;

import io.millrace.server.stream.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What may go, by whole segments: the records of a stream that are too old or too many. */
public final class Retention {

  private Retention() {}

  /**
   * The offsets up to which each partition is released, as of now.
   *
   * @param now in milliseconds since 1970
   * @return by partition key, only those that move
   */
  static Map<Long, Long> released(LogState state, List<Segment> segments, long now) {
    Map<Long, Long> released = new HashMap<>();
    for (PartitionState partition : state.partitions()) {
      StreamSpec spec = requireNonNull(state.streams().get(partition.name().stream()));
      long first = partition.range().first();
      for (int i = 0; i < segments.size(); i++) {
        boolean last = i == segments.size() - 1;
        long end = last ? partition.next() : segments.get(i + 1).start(partition.key());
        long endBytes = last ? partition.bytes() : segments.get(i + 1).bytesBefore(partition.key());
        long closedAt = last ? now : segments.get(i + 1).createdAt();
        boolean enough =
            spec.retentionBytes().isPresent()
                && partition.bytes() - endBytes >= spec.retentionBytes().getAsLong();
        if (!enough && !tooOld(spec, closedAt, now)) {
          break;
        }
        first = Math.max(first, end);
      }
      if (first > partition.range().first()) {
        released.put(partition.key(), first);
      }
    }
    return released;
  }

  /**
   * Whether a new segment would let something go, now or later: the segment that is open is not
   * released before it is closed, so it is closed when it is older than a stream may become.
   */
  public static boolean isDue(LogState state, List<Segment> segments, long now) {
    Segment open = segments.get(segments.size() - 1);
    boolean openIsOld =
        state.partitions().stream()
            .filter(partition -> partition.next() > open.start(partition.key()))
            .map(partition -> state.streams().get(partition.name().stream()))
            .anyMatch(spec -> tooOld(spec, open.createdAt(), now));
    return openIsOld || !released(state, segments, now).isEmpty();
  }

  private static boolean tooOld(StreamSpec spec, long closedAt, long now) {
    return spec.retention().map(Duration::toMillis).filter(age -> now - closedAt > age).isPresent();
  }

  /** The closed segments in which no partition has anything that is not released. */
  static List<Segment> unwanted(LogState state, List<Segment> segments) {
    List<Segment> unwanted = new ArrayList<>();
    for (int i = 0; i < segments.size() - 1; i++) {
      Segment segment = segments.get(i);
      Segment next = segments.get(i + 1);
      if (state.partitions().stream().allMatch(partition -> empty(partition, segment, next))) {
        unwanted.add(segment);
      }
    }
    return unwanted;
  }

  private static boolean empty(PartitionState partition, Segment segment, Segment next) {
    long end = next.start(partition.key());
    return end <= partition.range().first() || end == segment.start(partition.key());
  }
}
