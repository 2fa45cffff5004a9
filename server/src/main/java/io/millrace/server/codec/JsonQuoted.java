package io.millrace.server.codec;

import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;

/** Writes bytes that are UTF-8 as a JSON text: runs that need no escape are copied at once. */
final class JsonQuoted {

  private JsonQuoted() {}

  /**
   * Appends the bytes as a text in quotes.
   *
   * @return false if they are no UTF-8; then a part of them may have been appended
   */
  static boolean write(Bytes bytes, ByteSink out) {
    byte[] array = bytes.array();
    int end = bytes.offset() + bytes.length();
    out.put((byte) '"');
    int copied = bytes.offset();
    int at = copied;
    while (at < end) {
      at = plainEnd(array, at, end);
      if (at < 0) {
        return false;
      }
      if (at < end) {
        out.put(array, copied, at - copied);
        byte[] room = out.reserve(6);
        out.advance(JsonWriter.escape((char) array[at], room, out.length()) - out.length());
        at++;
        copied = at;
      }
    }
    out.put(array, copied, end - copied);
    out.put((byte) '"');
    return true;
  }

  /** The next byte that needs an escape, or the end; -1 if a byte before is no UTF-8. */
  private static int plainEnd(byte[] array, int from, int end) {
    int at = from;
    while (at < end) {
      if (at + 8 <= end) {
        long stops = Words.notPlain(Words.at(array, at));
        if (stops == 0) {
          at += 8;
          continue;
        }
        at += Words.first(stops);
      }
      byte b = array[at];
      if (b >= 0) {
        if (b < ' ' || b == '"' || b == '\\') {
          return at;
        }
        at++;
        continue;
      }
      int length = Utf8.sequence(array, at, end);
      if (length < 0) {
        return -1;
      }
      at += length;
    }
    return at;
  }
}
