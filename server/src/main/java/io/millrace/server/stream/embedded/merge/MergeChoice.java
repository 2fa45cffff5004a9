package io.millrace.server.stream.embedded.merge;

import io.millrace.server.stream.embedded.segment.LogState;
import io.millrace.server.stream.embedded.segment.PartitionState;
import io.millrace.server.stream.embedded.segment.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which closed segments are worth merging: some that follow each other, of whose bytes at most half
 * are still wanted. So a byte is copied only where another goes, and what is wanted fills at most
 * one segment. One of which half a segment is wanted stays as it is.
 */
final class MergeChoice {

  /** How many are merged at once; each has its index read. */
  private static final int MOST = 64;

  private final LogState state;
  private final List<Segment> segments;
  private final long segmentBytes;
  private final List<Segment> run = new ArrayList<>();
  private long wanted;
  private long stored;

  private MergeChoice(LogState state, List<Segment> segments, long segmentBytes) {
    this.state = state;
    this.segments = segments;
    this.segmentBytes = segmentBytes;
  }

  /**
   * A choice.
   *
   * @param segments the wanted ones of all
   * @param wanted how many bytes of records in them are wanted, or a little less
   */
  record Choice(List<Segment> segments, long wanted) {}

  /**
   * Chooses the oldest that are worth it; none, if there are none.
   *
   * @param hopeless those that cannot be merged
   */
  static Choice choose(
      LogState state, List<Segment> segments, long segmentBytes, Predicate<Segment> hopeless) {
    MergeChoice choice = new MergeChoice(state, segments, segmentBytes);
    for (int i = 0; i < segments.size() - 1; i++) {
      if (choice.endsBefore(i, hopeless) && choice.isWorthIt()) {
        return choice.chosen();
      }
    }
    return choice.isWorthIt() ? choice.chosen() : new Choice(List.of(), 0);
  }

  /**
   * Takes a segment in; tells whether the run ends before it, and if that is of no use, drops it.
   */
  private boolean endsBefore(int at, Predicate<Segment> hopeless) {
    Segment segment = segments.get(at);
    long wantedHere = bytes(at, true);
    boolean excluded = wantedHere > segmentBytes / 2 || hopeless.test(segment);
    boolean ends = excluded || wanted + wantedHere > segmentBytes || run.size() == MOST;
    if (ends && isWorthIt()) {
      return true;
    }
    if (ends) {
      run.clear();
      wanted = 0;
      stored = 0;
    }
    if (!excluded) {
      run.add(segment);
      wanted += wantedHere;
      stored += bytes(at, false);
    }
    return ends;
  }

  private boolean isWorthIt() {
    return stored > 0 && wanted <= stored / 2;
  }

  private Choice chosen() {
    return new Choice(List.copyOf(run), wanted);
  }

  private long bytes(int at, boolean wantedOnly) {
    Segment segment = segments.get(at);
    Segment next = segments.get(at + 1);
    long bytes = 0;
    for (PartitionState partition : state.partitions()) {
      long key = partition.key();
      if (!wantedOnly || next.start(key) > partition.range().first()) {
        bytes += next.bytesBefore(key) - segment.bytesBefore(key);
      }
    }
    return bytes;
  }
}
