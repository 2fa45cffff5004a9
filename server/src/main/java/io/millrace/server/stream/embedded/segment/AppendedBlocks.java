package io.millrace.server.stream.embedded.segment;

import io.millrace.server.stream.Bytes;
import java.util.Optional;

/**
 * The bytes of the blocks that were appended last. They are copied into a ring of memory that is
 * taken piece by piece and then kept: as objects they would live just long enough to be the most
 * costly garbage there is. Safe for many threads.
 */
public final class AppendedBlocks {

  private static final int PIECE = 1 << 20;

  /** What an entry takes besides its bytes, about. */
  private static final int OVERHEAD = 100;

  private final byte[][] pieces;
  private final long capacity;
  private final BlockPlaces places = new BlockPlaces();

  /** Where the next block starts, in an endless sequence that the ring holds the end of. */
  private long next;

  /**
   * An empty ring.
   *
   * @param capacity how many bytes it holds, about
   */
  AppendedBlocks(long capacity) {
    pieces = new byte[(int) Math.max(1, capacity / PIECE)][];
    this.capacity = (long) pieces.length * PIECE;
  }

  /** Keeps a block, unless it is a large part of the ring; the oldest ones go. */
  public synchronized void put(long partition, long base, Bytes block) {
    int length = block.length();
    if (length > capacity / 4) {
      return;
    }
    long end = next + length + OVERHEAD;
    places.removeBefore(end - capacity);
    write(block);
    places.add(partition, base, next, length);
    next = end;
  }

  private void write(Bytes block) {
    int done = 0;
    while (done < block.length()) {
      long at = next + done;
      int from = (int) (at % PIECE);
      int part = Math.min(PIECE - from, block.length() - done);
      System.arraycopy(block.array(), block.offset() + done, piece(at), from, part);
      done += part;
    }
  }

  private byte[] piece(long at) {
    int index = (int) (at / PIECE % pieces.length);
    if (pieces[index] == null) {
      pieces[index] = new byte[PIECE];
    }
    return pieces[index];
  }

  /** A copy of a block, if it is still there. */
  public synchronized Optional<Bytes> get(long partition, long base) {
    long place = places.find(partition, base);
    if (place < 0) {
      return Optional.empty();
    }
    byte[] copy = new byte[places.length(place)];
    int done = 0;
    while (done < copy.length) {
      long at = places.start(place) + done;
      int from = (int) (at % PIECE);
      int part = Math.min(PIECE - from, copy.length - done);
      System.arraycopy(piece(at), from, copy, done, part);
      done += part;
    }
    return Optional.of(Bytes.of(copy));
  }
}
