package io.millrace.server.cli;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whole lines that become one request, and behind them the one that is being read. */
final class LineChunk {

  /** The longest line that is read: more than a server takes unless it is told to. */
  static final int LONGEST_LINE = 64 << 20;

  private static final int MOST_LINES = 500;
  private static final int USUAL_BYTES = 1 << 20;

  private byte[] bytes = new byte[USUAL_BYTES];
  private int whole;
  private int length;
  private int lines;
  private @Nullable LinePlace first;
  private @Nullable LinePlace last;
  private @Nullable LinePlace largest;
  private int largestBytes;

  /** Adds a byte to the line that is being read; false if that has become too long. */
  boolean add(byte next) {
    if (length - whole >= LONGEST_LINE) {
      return false;
    }
    put(next);
    return true;
  }

  /** Whether there is nothing in the line that is being read. */
  boolean isBlank() {
    for (int i = whole; i < length; i++) {
      if (bytes[i] < 0 || !Character.isWhitespace(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  /** Forgets the line that is being read. */
  void dropLine() {
    length = whole;
  }

  /** Whether the whole lines are to be sent before the one that is being read becomes one. */
  boolean isFull() {
    return lines == MOST_LINES || (lines > 0 && length > USUAL_BYTES);
  }

  /** The line that is being read ends. */
  void endLine(LinePlace place) {
    if (length - whole > largestBytes) {
      largest = place;
      largestBytes = length - whole;
    }
    put((byte) '\n');
    whole = length;
    lines++;
    first = first == null ? place : first;
    last = place;
  }

  private void put(byte next) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(bytes.length * 2, whole + LONGEST_LINE + 1));
    }
    bytes[length++] = next;
  }

  /** The bytes; of them, the first {@link #size} are those of whole lines. */
  byte[] bytes() {
    return bytes;
  }

  int size() {
    return whole;
  }

  int lines() {
    return lines;
  }

  /** Where its first whole line stands; null if there is none. */
  @Nullable LinePlace first() {
    return first;
  }

  /** Where its last whole line stands; null if there is none. */
  @Nullable LinePlace last() {
    return last;
  }

  /**
   * Where the largest of its whole lines stands, the first one of several; null if there is none.
   */
  @Nullable LinePlace largest() {
    return largest;
  }

  /** How many bytes that one has. */
  int largestBytes() {
    return largestBytes;
  }

  /** Forgets the whole lines. */
  void clear() {
    System.arraycopy(bytes, whole, bytes, 0, length - whole);
    length -= whole;
    whole = 0;
    lines = 0;
    first = null;
    last = null;
    largest = null;
    largestBytes = 0;
  }
}
