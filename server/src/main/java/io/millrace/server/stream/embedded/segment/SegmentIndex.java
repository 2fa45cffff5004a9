package io.millrace.server.stream.embedded.segment;

import io.millrace.server.stream.embedded.frame.Directory;
import io.millrace.server.stream.embedded.frame.Directory.BlockEntry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where all blocks of one segment stand. One thread adds, many read. */
public final class SegmentIndex {

  private final Map<Long, BlockIndex> partitions = new ConcurrentHashMap<>();

  /** Adds the blocks of a frame. */
  public void add(Directory directory, long blocksPosition) {
    long position = blocksPosition;
    for (BlockEntry block : directory.blocks()) {
      add(key(block.stream(), block.partition()), block, position);
      position += block.storedBytes();
    }
  }

  public void add(long key, BlockEntry block, long position) {
    partitions.computeIfAbsent(key, k -> new BlockIndex()).add(block, position);
  }

  /** The blocks of a partition; empty if the segment has none of it. */
  public Optional<BlockIndex> of(long key) {
    return Optional.ofNullable(partitions.get(key));
  }

  public Map<Long, BlockIndex> partitions() {
    return partitions;
  }

  /** About how much memory this takes. */
  long bytes() {
    long blocks = partitions.values().stream().mapToLong(BlockIndex::length).sum();
    return 200 + 200L * partitions.size() + BlockIndex.BYTES_PER_BLOCK * blocks;
  }

  /** A partition as one number. */
  public static long key(int stream, int partition) {
    return (long) stream << 32 | partition;
  }

  public static int stream(long key) {
    return (int) (key >>> 32);
  }

  public static int partition(long key) {
    return (int) key;
  }
}
