package io.millrace.server.stream.embedded.frame;

import io.millrace.server.stream.StreamSpec;
import java.util.List;

/**
 * What a frame says of itself: all but the records' bytes. Streams and groups have numbers, given
 * by the frame that names them first. A snapshot names all of them again, and where each partition
 * and group stands, so that nothing in older segments is needed to read on.
 */
public record Directory(
    boolean snapshot,
    List<StreamEntry> streams,
    List<GroupEntry> groups,
    List<PartitionEntry> partitions,
    List<BlockEntry> blocks,
    List<OffsetEntry> offsets) {

  /** A stream, and its number. */
  public record StreamEntry(int id, StreamSpec spec) {}

  /** A group, and its number. */
  public record GroupEntry(int id, String name) {}

  /**
   * Where a partition stands before the blocks of this frame.
   *
   * @param first the first offset that retention leaves
   * @param next the next offset
   * @param bytes how many bytes were ever stored
   */
  public record PartitionEntry(int stream, int partition, long first, long next, long bytes) {}

  /**
   * Some records of one partition. The bytes of the blocks follow the directory, in order.
   *
   * @param base the offset of the first
   * @param timestamp the timestamp of the first
   * @param rawBytes their bytes, uncompressed
   * @param storedBytes the same as stored; as many as {@code rawBytes}: not compressed
   * @param crc CRC32C of what is stored
   */
  public record BlockEntry(
      int stream,
      int partition,
      long base,
      int count,
      long timestamp,
      int rawBytes,
      int storedBytes,
      int crc) {}

  /** What a group has committed. */
  public record OffsetEntry(int group, int stream, int partition, long offset) {}

  /** The same without records. */
  public Directory withoutBlocks() {
    return new Directory(snapshot, streams, groups, partitions, List.of(), offsets);
  }

  /** How many bytes all blocks have as stored. */
  public long storedBytes() {
    return blocks.stream().mapToLong(BlockEntry::storedBytes).sum();
  }
}
