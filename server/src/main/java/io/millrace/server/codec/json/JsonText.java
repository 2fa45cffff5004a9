package io.millrace.server.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Reads JSON texts that are known to be well-formed. */
final class JsonText {

  private JsonText() {}

  /** The text between two quotes. */
  static String read(byte[] array, int from, int to) {
    if (Json.hasBackslash(array, from, to)) {
      byte[] decoded = new byte[to - from];
      return new String(decoded, 0, unescape(array, from, to, decoded, 0), UTF_8);
    }
    return new String(array, from, to - from, UTF_8);
  }

  /**
   * Writes the text between two quotes as UTF-8, with its escapes resolved; it is never longer than
   * before.
   *
   * @return the position behind the last byte written
   */
  static int unescape(byte[] array, int from, int to, byte[] out, int outFrom) {
    int at = from;
    int outAt = outFrom;
    while (at < to) {
      byte b = array[at++];
      if (b != '\\') {
        out[outAt++] = b;
        continue;
      }
      byte escape = array[at++];
      if (escape != 'u') {
        out[outAt++] = simple(escape);
        continue;
      }
      int unit = JsonTextScanner.unit(array, at - 2, to);
      at += 4;
      int codePoint = unit;
      if (Character.isHighSurrogate((char) unit)) {
        codePoint = Character.toCodePoint((char) unit, (char) JsonTextScanner.unit(array, at, to));
        at += 6;
      }
      outAt = writeUtf8(codePoint, out, outAt);
    }
    return outAt;
  }

  private static byte simple(byte escape) {
    return switch (escape) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> escape;
    };
  }

  static int writeUtf8(int codePoint, byte[] out, int from) {
    int at = from;
    if (codePoint < 0x80) {
      out[at++] = (byte) codePoint;
      return at;
    }
    if (codePoint < 0x800) {
      out[at++] = (byte) (0xc0 | codePoint >> 6);
    } else {
      if (codePoint < 0x10000) {
        out[at++] = (byte) (0xe0 | codePoint >> 12);
      } else {
        out[at++] = (byte) (0xf0 | codePoint >> 18);
        out[at++] = (byte) (0x80 | (codePoint >> 12 & 0x3f));
      }
      out[at++] = (byte) (0x80 | (codePoint >> 6 & 0x3f));
    }
    out[at++] = (byte) (0x80 | (codePoint & 0x3f));
    return at;
  }
}
