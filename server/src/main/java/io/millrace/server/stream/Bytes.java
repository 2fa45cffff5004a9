package io.millrace.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * A slice of an array. The slice itself never changes; whoever hands out a slice promises not to
 * write to the array any more, and whoever receives one never does.
 */
public final class Bytes {

  /** No bytes. */
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;

  private final byte[] array;
  private final int offset;
  private final int length;

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** The whole of an array, not copied. */
  public static Bytes of(byte[] array) {
    return new Bytes(array, 0, array.length);
  }

  /** A part of an array, not copied. */
  public static Bytes of(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    return new Bytes(array, offset, length);
  }

  /** A text in UTF-8. */
  public static Bytes utf8(String text) {
    return of(text.getBytes(UTF_8));
  }

  /** The array that holds the slice; the slice starts at {@link #offset()}. Not to be written. */
  public byte[] array() {
    return array;
  }

  /** Where the slice starts in {@link #array()}. */
  public int offset() {
    return offset;
  }

  /** How many bytes there are. */
  public int length() {
    return length;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return length == 0;
  }

  /** The n-th byte of the slice, from 0. */
  public byte get(int n) {
    return array[offset + Objects.checkIndex(n, length)];
  }

  /**
   * Where a byte stands first, from the n-th on, looked for eight at a time; {@link #length()} if
   * there is none.
   */
  public int indexOf(byte wanted, int n) {
    int at = offset + Objects.checkIndex(n, length + 1);
    int end = offset + length;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long differing = (long) WORDS.get(array, at) ^ (ONES * (wanted & 0xff));
      // A zero byte borrows: the lowest mark is right, those above it may not be.
      long marks = (differing - ONES) & ~differing & (ONES << 7);
      if (marks != 0) {
        return at - offset + (Long.numberOfTrailingZeros(marks) >>> 3);
      }
    }
    while (at < end && array[at] != wanted) {
      at++;
    }
    return at - offset;
  }

  /** A part of this slice, not copied. */
  public Bytes slice(int from, int count) {
    Objects.checkFromIndexSize(from, count, length);
    return new Bytes(array, offset + from, count);
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** The bytes read as UTF-8; malformed ones become U+FFFD. */
  public String toText() {
    return new String(array, offset, length, UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return toText();
  }
}
