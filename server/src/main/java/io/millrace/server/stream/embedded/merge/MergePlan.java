package io.millrace.server.stream.embedded.merge;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.embedded.frame.Directory;
import io.millrace.server.stream.embedded.frame.Directory.PartitionEntry;
import io.millrace.server.stream.embedded.segment.BlockIndex;
import io.millrace.server.stream.embedded.segment.BlockIndex.Found;
import io.millrace.server.stream.embedded.segment.LogState;
import io.millrace.server.stream.embedded.segment.Segment;
import io.millrace.server.stream.embedded.segment.SegmentIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a merge of segments keeps of each partition: all blocks from the first one that is still
 * wanted. Where such a block is missing there is no plan, or damage would become silence.
 */
final class MergePlan {

  private final Map<Long, Long> firsts = new HashMap<>();
  private final Map<Long, Kept> kept = new HashMap<>();

  MergePlan(LogState state) {
    state.partitions().forEach(p -> firsts.put(p.key(), p.range().first()));
  }

  /** The blocks of a partition that stay: from an offset on, up to another, so many bytes. */
  private record Kept(long from, long next, long bytes) {

    Kept and(Found block) {
      return new Kept(from, block.base() + block.count(), bytes + block.storedBytes());
    }
  }

  /** Whether a block stays. */
  boolean keeps(long key, Found block) {
    return block.base() + block.count() > firsts.getOrDefault(key, 0L);
  }

  /**
   * Looks at a segment, after all before it.
   *
   * @throws BackendException CORRUPT, if blocks are missing
   */
  void add(Segment segment, SegmentIndex index) {
    for (Map.Entry<Long, BlockIndex> entry : index.partitions().entrySet()) {
      long key = entry.getKey();
      BlockIndex blocks = entry.getValue();
      for (int n = 0; n < blocks.length(); n++) {
        if (keeps(key, blocks.get(n))) {
          add(segment, key, blocks.get(n));
        }
      }
    }
  }

  private void add(Segment segment, long key, Found block) {
    Kept before = kept.get(key);
    if (before == null) {
      boolean complete = block.base() <= Math.max(firsts.getOrDefault(key, 0L), segment.start(key));
      requireWhole(complete, key, block.base());
      before = new Kept(block.base(), block.base(), 0);
    }
    requireWhole(before.next == block.base(), key, block.base());
    kept.put(key, before.and(block));
  }

  private static void requireWhole(boolean whole, long key, long offset) {
    if (!whole) {
      throw new BackendException(
          Kind.CORRUPT,
          "records of stream number " + SegmentIndex.stream(key) + " are missing before " + offset);
    }
  }

  /**
   * The snapshot that the merged segment starts with. Streams, groups and their offsets stand there
   * as they do after it; so nothing else that the segments said is lost.
   *
   * @param after the snapshot of the segment that follows
   * @throws BackendException CORRUPT, if blocks are missing
   */
  Directory snapshot(Directory after) {
    List<PartitionEntry> entries = new ArrayList<>();
    for (PartitionEntry end : after.partitions()) {
      long key = SegmentIndex.key(end.stream(), end.partition());
      long first = firsts.getOrDefault(key, 0L);
      Kept stays = kept.getOrDefault(key, new Kept(end.next(), end.next(), 0));
      requireWhole(stays.next == end.next(), key, end.next());
      entries.add(
          new PartitionEntry(
              end.stream(), end.partition(), first, stays.from, end.bytes() - stays.bytes));
    }
    return new Directory(
        true, after.streams(), after.groups(), entries, List.of(), after.offsets());
  }
}
