package io.millrace.server.stream.embedded.segment;

import io.millrace.server.stream.embedded.frame.Directory.BlockEntry;
import java.util.Arrays;
import java.util.Optional;

/** Where the blocks of one partition stand in one segment, by offset. Safe for many threads. */
public final class BlockIndex {

  /** How much memory a block takes here. */
  static final int BYTES_PER_BLOCK = 40;

  private long[] bases = new long[4];
  private long[] timestamps = new long[4];
  private long[] positions = new long[4];
  private int[] sizes = new int[16];
  private int length;

  /** Adds the block that follows all others. */
  synchronized void add(BlockEntry block, long position) {
    if (length == bases.length) {
      bases = Arrays.copyOf(bases, 2 * length);
      timestamps = Arrays.copyOf(timestamps, 2 * length);
      positions = Arrays.copyOf(positions, 2 * length);
      sizes = Arrays.copyOf(sizes, 8 * length);
    }
    bases[length] = block.base();
    timestamps[length] = block.timestamp();
    positions[length] = position;
    sizes[4 * length] = block.count();
    sizes[4 * length + 1] = block.rawBytes();
    sizes[4 * length + 2] = block.storedBytes();
    sizes[4 * length + 3] = block.crc();
    length++;
  }

  /** The block that holds an offset; empty if none here does. */
  public synchronized Optional<Found> find(long offset) {
    int found = Arrays.binarySearch(bases, 0, length, offset);
    int at = found >= 0 ? found : -found - 2;
    if (at < 0 || offset >= bases[at] + sizes[4 * at]) {
      return Optional.empty();
    }
    return Optional.of(get(at));
  }

  /** The first offset here that is not below another; the given one if there is none. */
  public synchronized long firstFrom(long offset, long otherwise) {
    int found = Arrays.binarySearch(bases, 0, length, offset);
    int at = found >= 0 ? found : -found - 1;
    return at < length ? bases[at] : otherwise;
  }

  /** About how much memory this takes. */
  synchronized long bytes() {
    return 100 + (long) BYTES_PER_BLOCK * bases.length;
  }

  public synchronized int length() {
    return length;
  }

  /** The n-th block. */
  public synchronized Found get(int n) {
    return new Found(
        bases[n],
        sizes[4 * n],
        timestamps[n],
        positions[n],
        sizes[4 * n + 1],
        sizes[4 * n + 2],
        sizes[4 * n + 3]);
  }

  /** A block, and where in the segment it is stored. */
  public record Found(
      long base,
      int count,
      long timestamp,
      long position,
      int rawBytes,
      int storedBytes,
      int crc) {}
}
