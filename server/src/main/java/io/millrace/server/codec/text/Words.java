package io.millrace.server.codec.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes at a time: the lowest byte of the word is the first of the array. */
public final class Words {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  private Words() {}

  public static long at(byte[] array, int index) {
    return (long) LONGS.get(array, index);
  }

  public static void put(long word, byte[] array, int index) {
    LONGS.set(array, index, word);
  }

  public static int four(byte[] array, int index) {
    return (int) INTS.get(array, index);
  }

  /**
   * The bytes that end the plain part of a text: a quote, a backslash, a control character, one
   * that is not ASCII. Only the lowest marked byte is sure: a borrow may mark those above it.
   */
  public static long notPlain(long word) {
    return (((word ^ QUOTES) - ONES) | ((word ^ BACKSLASHES) - ONES) | (word - SPACES) | word)
        & HIGH_BITS;
  }

  /** The quotes and backslashes; again only the lowest marked byte is sure. */
  public static long quoteOrBackslash(long word) {
    return (((word ^ QUOTES) - ONES) | ((word ^ BACKSLASHES) - ONES)) & ~word & HIGH_BITS;
  }

  /** Whether all eight bytes are spaces. */
  public static boolean allSpaces(long word) {
    return word == SPACES;
  }

  /** The index of the lowest marked byte, from 0. */
  public static int first(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> 3;
  }
}
