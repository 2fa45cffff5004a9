package io.millrace.server.stream;

import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ByteSink} wrote. Whatever the bytes, it never reads outside of them: malformed
 * ones are an {@link IllegalArgumentException}. For one thread.
 */
public final class ByteSource {

  private final byte[] array;
  private final int end;
  private int at;

  public ByteSource(Bytes bytes) {
    array = bytes.array();
    at = bytes.offset();
    end = at + bytes.length();
  }

  /** How many bytes are left. */
  public int remaining() {
    return end - at;
  }

  /** Where the next byte stands in the array. */
  public int at() {
    return at;
  }

  public byte take() {
    if (at >= end) {
      throw malformed("they end early");
    }
    return array[at++];
  }

  /** The next bytes, not copied. */
  public Bytes take(int count) {
    if (count < 0 || count > end - at) {
      throw malformed("a length of " + count + " is not possible");
    }
    Bytes bytes = Bytes.of(array, at, count);
    at += count;
    return bytes;
  }

  /** Passes over some bytes; tells how many. */
  public int skip(int count) {
    if (count < 0 || count > end - at) {
      throw malformed("a length of " + count + " is not possible");
    }
    at += count;
    return count;
  }

  /** Passes over what {@link #takeNullable} would take; tells how many bytes it has. */
  public int skipNullable() {
    int sized = takeVarint();
    return sized == 0 ? 0 : skip(sized - 1);
  }

  public int takeVarint() {
    int value = take();
    if (value >= 0) {
      return value; // nearly always
    }
    value &= 0x7f;
    for (int shift = 7; shift < 35; shift += 7) {
      byte b = take();
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        if (value < 0 || (shift == 28 && b > 7)) {
          throw malformed("a varint is too large");
        }
        return value;
      }
    }
    throw malformed("a varint is too long");
  }

  public long takeVarlong() {
    long value = take();
    if (value >= 0) {
      return (value >>> 1) ^ -(value & 1); // nearly always
    }
    value &= 0x7f;
    for (int shift = 7; shift < 70; shift += 7) {
      byte b = take();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw malformed("a varint is too long");
  }

  public Bytes takeSized() {
    return take(takeVarint());
  }

  public @Nullable Bytes takeNullable() {
    int sized = takeVarint();
    return sized == 0 ? null : take(sized - 1);
  }

  private static IllegalArgumentException malformed(String why) {
    return new IllegalArgumentException("malformed bytes: " + why);
  }
}
