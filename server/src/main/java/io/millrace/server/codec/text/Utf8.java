package io.millrace.server.codec.text;

/** Well-formed UTF-8: the table of RFC 3629 section 4. */
public final class Utf8 {

  private Utf8() {}

  /**
   * The length of the sequence that starts with a byte that is not ASCII; -1 if it is malformed.
   */
  public static int sequence(byte[] array, int at, int end) {
    int first = array[at] & 0xff;
    int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first < 0xc2 || first > 0xf4 || end - at < length) {
      return -1;
    }
    int second = array[at + 1] & 0xff;
    int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) {
      return -1;
    }
    for (int i = 2; i < length; i++) {
      if ((array[at + i] & 0xc0) != 0x80) {
        return -1;
      }
    }
    return length;
  }

  /** Whether a text can be written: half of a surrogate pair cannot. */
  public static boolean canHold(CharSequence text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /** Whether all bytes are well-formed. */
  public static boolean isWellFormed(byte[] array, int from, int to) {
    int at = from;
    while (at < to) {
      if (array[at] >= 0) {
        at++;
        continue;
      }
      int length = sequence(array, at, to);
      if (length < 0) {
        return false;
      }
      at += length;
    }
    return true;
  }
}
