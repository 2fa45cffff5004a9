package io.millrace.server.stream;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A growing buffer of bytes. For one thread. */
public final class ByteSink {

  private static final int MOST_KEPT = 1 << 20;

  /** From here on it grows by a quarter: of a huge record, twice its size is more than there is. */
  private static final int MOST_DOUBLED = 8 << 20;

  private byte[] array;
  private int length;

  /** An empty buffer. */
  public ByteSink(int capacity) {
    array = new byte[Math.max(16, capacity)];
  }

  /** How many bytes have been put. */
  public int length() {
    return length;
  }

  /** The array that holds the bytes, valid until the next put. */
  public byte[] array() {
    return array;
  }

  /**
   * Forgets all bytes; the memory is kept, unless it is much: one huge record must not be paid for
   * for ever. Never after {@link #toBytes()}.
   */
  public void clear() {
    length = 0;
    if (array.length > MOST_KEPT) {
      array = new byte[MOST_KEPT];
    }
  }

  /** Forgets the bytes after the first {@code newLength}. */
  public void truncate(int newLength) {
    if (newLength > length) {
      throw new IllegalArgumentException(newLength + " is more than " + length);
    }
    length = newLength;
  }

  /** Gives memory back: the array is as large as this afterwards, or as what is in it. */
  void shrink(int room) {
    array = Arrays.copyOf(array, Math.max(room, length));
  }

  /** Makes room for some more bytes and returns the array; {@link #advance} tells how many came. */
  public byte[] reserve(int more) {
    if (array.length - length < more) {
      int grown = array.length <= MOST_DOUBLED ? array.length : array.length / 4;
      long size = Math.max((long) array.length + grown, (long) length + more);
      array = Arrays.copyOf(array, (int) Math.min(size, Integer.MAX_VALUE - 16));
    }
    return array;
  }

  /** Counts bytes that were written to the array of {@link #reserve}. */
  public void advance(int more) {
    length += more;
  }

  public void put(byte b) {
    reserve(1)[length++] = b;
  }

  public void put(byte[] bytes, int offset, int count) {
    System.arraycopy(bytes, offset, reserve(count), length, count);
    length += count;
  }

  public void put(Bytes bytes) {
    put(bytes.array(), bytes.offset(), bytes.length());
  }

  /** An unsigned LEB128 varint of up to five bytes for an int that is not negative. */
  public void putVarint(int value) {
    reserve(5);
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      array[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[length++] = (byte) rest;
  }

  /** How many bytes {@link #putVarint} takes. */
  static int varintBytes(int value) {
    return 1 + (31 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  /**
   * Puts a varint before all bytes from a place on, into room that was left for it; they are moved
   * if it does not fit exactly.
   *
   * @param from where the bytes start
   * @param room how many bytes were left free before them
   */
  void putVarintBefore(int from, int room, int value) {
    int needed = varintBytes(value);
    int end = length + needed - room;
    if (needed != room) {
      reserve(needed);
      System.arraycopy(array, from, array, from + needed - room, length - from);
    }
    length = from - room;
    putVarint(value);
    length = end;
  }

  /** A zigzag LEB128 varint of up to ten bytes. */
  public void putVarlong(long value) {
    reserve(10);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      array[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[length++] = (byte) rest;
  }

  /** A varint length and the bytes. */
  public void putSized(Bytes bytes) {
    putVarint(bytes.length());
    put(bytes);
  }

  /** A varint length plus one and the bytes; zero for null. */
  public void putNullable(@Nullable Bytes bytes) {
    if (bytes == null) {
      put((byte) 0);
    } else {
      putVarint(bytes.length() + 1);
      put(bytes);
    }
  }

  /** The bytes, not copied: this buffer must not be used any more. */
  public Bytes toBytes() {
    return Bytes.of(array, 0, length);
  }
}
