package io.millrace.server.stream.embedded.segment;

import java.util.Arrays;

/**
 * Where blocks stand that were added one after the other and go in the same order. A hash table of
 * plain arrays: an object for each block would live just long enough to become old. For one thread
 * at a time.
 *
 * <p>Blocks are numbered as they come. A chain leads from the newest number of a hash to the next
 * older one; whatever is below the oldest that is left ends it, so nothing is ever taken out.
 */
final class BlockPlaces {

  private static final int FIRST_SIZE = 1024;
  private static final long NONE = -1;

  private long[] partitions = new long[FIRST_SIZE];
  private long[] bases = new long[FIRST_SIZE];
  private long[] starts = new long[FIRST_SIZE];
  private int[] lengths = new int[FIRST_SIZE];
  private long[] older = new long[FIRST_SIZE];
  private long[] newest = filled(FIRST_SIZE);

  private long first;
  private long next;

  /** Adds a block; of two with the same partition and base the later one is found. */
  void add(long partition, long base, long start, int length) {
    if (next - first == bases.length) {
      grow();
    }
    int at = at(next);
    partitions[at] = partition;
    bases[at] = base;
    starts[at] = start;
    lengths[at] = length;
    link(next);
    next++;
  }

  /** Forgets the blocks that start before a place: the first ones that were added. */
  void removeBefore(long start) {
    while (first < next && starts[at(first)] < start) {
      first++;
    }
  }

  /** The number of a block, good until something is added or removed; negative if it is none. */
  long find(long partition, long base) {
    long number = newest[hash(partition, base)];
    while (number >= first && (bases[at(number)] != base || partitions[at(number)] != partition)) {
      number = older[at(number)];
    }
    return number >= first ? number : NONE;
  }

  long start(long number) {
    return starts[at(number)];
  }

  int length(long number) {
    return lengths[at(number)];
  }

  private int at(long number) {
    return (int) number & (bases.length - 1);
  }

  private void link(long number) {
    int at = at(number);
    int hash = hash(partitions[at], bases[at]);
    older[at] = newest[hash];
    newest[hash] = number;
  }

  /**
   * Bases follow each other, or are far apart, in a few partitions or in many: all are mixed up.
   */
  private int hash(long partition, long base) {
    long mixed = (partition * 0x9E3779B97F4A7C15L + base) * 0xD6E8FEB86659FD93L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return (int) (mixed >>> 32) & (bases.length - 1);
  }

  private void grow() {
    int size = bases.length;
    int shift = at(first);
    partitions = unrolled(partitions, shift);
    bases = unrolled(bases, shift);
    starts = unrolled(starts, shift);
    int[] moved = new int[2 * size];
    System.arraycopy(lengths, shift, moved, 0, size - shift);
    System.arraycopy(lengths, 0, moved, size - shift, shift);
    lengths = moved;
    older = new long[2 * size];
    newest = filled(2 * size);
    first = 0;
    next = 0;
    while (next < size) {
      link(next);
      next++;
    }
  }

  /** Twice the room, with the first element at 0. */
  private static long[] unrolled(long[] ring, int shift) {
    long[] twice = new long[2 * ring.length];
    System.arraycopy(ring, shift, twice, 0, ring.length - shift);
    System.arraycopy(ring, 0, twice, ring.length - shift, shift);
    return twice;
  }

  private static long[] filled(int size) {
    long[] none = new long[size];
    Arrays.fill(none, NONE);
    return none;
  }
}
