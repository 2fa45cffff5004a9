package io.millrace.server.codec.json;

import io.millrace.server.codec.text.Utf8;
import io.millrace.server.codec.text.Words;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;

/** Writes bytes that are UTF-8 as a JSON text, eight at a time where no escape is needed. */
public final class JsonQuoted {

  /** How many bytes are written with one look at the room there is. */
  private static final int PART = 1024;

  /** An escape has six bytes; a step may write eight more than it keeps. */
  private static final int ROOM = 6 * (PART + 8) + 8;

  private JsonQuoted() {}

  /**
   * Appends the bytes as a text in quotes.
   *
   * @return false if they are no UTF-8; then a part of them may have been appended
   */
  public static boolean write(Bytes bytes, ByteSink out) {
    int end = bytes.offset() + bytes.length();
    out.put((byte) '"');
    int at = bytes.offset();
    while (at >= 0 && at < end) {
      at = part(bytes.array(), at, end, out);
    }
    out.put((byte) '"');
    return at >= 0;
  }

  /** Appends some bytes; returns how far it came, or -1 if they are no UTF-8. */
  private static int part(byte[] array, int from, int end, ByteSink out) {
    byte[] room = out.reserve(Math.min(ROOM, 6 * (end - from) + 16));
    int to = Math.min(end, from + PART);
    int written = out.length();
    int at = from;
    while (at < to) {
      if (at + 8 <= end) {
        long word = Words.at(array, at);
        long stops = Words.notPlain(word);
        int plain = stops == 0 ? 8 : Words.first(stops);
        Words.put(word, room, written);
        at += plain;
        written += plain;
        if (stops == 0) {
          continue;
        }
      }
      byte b = array[at];
      if (b >= 0) {
        written = character((char) b, room, written);
        at++;
        continue;
      }
      int length = Utf8.sequence(array, at, end);
      if (length < 0) {
        return -1;
      }
      System.arraycopy(array, at, room, written, length);
      at += length;
      written += length;
    }
    out.advance(written - out.length());
    return at;
  }

  private static int character(char c, byte[] room, int at) {
    if (JsonWriter.isPlain(c)) {
      room[at] = (byte) c;
      return at + 1;
    }
    return JsonWriter.escape(c, room, at);
  }
}
