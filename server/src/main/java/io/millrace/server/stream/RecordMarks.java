package io.millrace.server.stream;

import java.util.Arrays;

/**
 * Notes every few kilobytes where a record ends, in pairs: after how many records, after how many
 * bytes. For one thread.
 */
final class RecordMarks {

  private static final int EVERY = 4096;

  private int[] places = new int[16];
  private int length;
  private int lastBytes;
  private int savedLength;
  private int savedLastBytes;

  void after(int records, int bytes) {
    if (bytes - lastBytes >= EVERY) {
      note(records, bytes);
    }
  }

  private void note(int records, int bytes) {
    if (length == places.length) {
      places = Arrays.copyOf(places, 2 * length);
    }
    places[length++] = records;
    places[length++] = bytes;
    lastBytes = bytes;
  }

  /** All marks, the end of the records included. */
  int[] upTo(int records, int bytes) {
    if (bytes > lastBytes) {
      note(records, bytes);
    }
    return Arrays.copyOf(places, length);
  }

  /** Keeps what is noted for {@link #restore}. */
  void save() {
    savedLength = length;
    savedLastBytes = lastBytes;
  }

  /** Forgets what was noted after {@link #save}. */
  void restore() {
    length = savedLength;
    lastBytes = savedLastBytes;
  }
}
