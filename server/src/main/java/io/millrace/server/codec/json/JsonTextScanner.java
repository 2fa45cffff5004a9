package io.millrace.server.codec.json;

import io.millrace.server.codec.text.Utf8;
import io.millrace.server.codec.text.Words;

/** Proves the texts of JSON (RFC 8259 section 7) and their UTF-8. */
final class JsonTextScanner {

  private final JsonFault fault;

  JsonTextScanner(JsonFault fault) {
    this.fault = fault;
  }

  /**
   * Proves a text.
   *
   * @param from after the opening quote
   * @return the position after the closing quote, or -1
   */
  int scan(byte[] array, int from, int end) {
    int at = from;
    while (at + 8 <= end) {
      long stops = Words.notPlain(Words.at(array, at));
      if (stops == 0) {
        at += 8;
        continue;
      }
      at += Words.first(stops);
      if (array[at] == '"') {
        return at + 1;
      }
      at = special(array, at, end);
      if (at < 0) {
        return at;
      }
    }
    return scanTail(array, at, end);
  }

  private int scanTail(byte[] array, int from, int end) {
    int at = from;
    while (at < end) {
      byte b = array[at];
      if (b == '"') {
        return at + 1;
      }
      at = b >= ' ' && b != '\\' ? at + 1 : special(array, at, end);
      if (at < 0) {
        return at;
      }
    }
    return fault.note(JsonError.TEXT_ENDS_EARLY, end);
  }

  private int special(byte[] array, int from, int end) {
    byte b = array[from];
    if (b == '\\') {
      return escape(array, from, end);
    }
    if (b >= 0) {
      return fault.note(JsonError.CONTROL_CHARACTER, from);
    }
    int at = from;
    do {
      at = character(array, at, end);
    } while (at >= 0 && at < end && array[at] < 0);
    return at;
  }

  private int character(byte[] array, int at, int end) {
    int length = Utf8.sequence(array, at, end);
    return length < 0 ? fault.note(JsonError.UTF8, at) : at + length;
  }

  private int escape(byte[] array, int at, int end) {
    if (at + 1 >= end) {
      return fault.note(JsonError.TEXT_ENDS_EARLY, end);
    }
    return switch (array[at + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
      case 'u' -> unicodeEscape(array, at, end);
      default -> fault.note(JsonError.ESCAPE, at + 1);
    };
  }

  private int unicodeEscape(byte[] array, int at, int end) {
    int unit = unit(array, at, end);
    if (unit < 0) {
      return fault.note(JsonError.ESCAPE, Math.min(at + 1, end));
    }
    if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
      return at + 6;
    }
    boolean pair =
        unit <= Character.MAX_HIGH_SURROGATE
            && at + 7 < end
            && array[at + 6] == '\\'
            && array[at + 7] == 'u'
            && isLow(unit(array, at + 6, end));
    return pair ? at + 12 : fault.note(JsonError.SURROGATE, at);
  }

  private static boolean isLow(int unit) {
    return unit >= Character.MIN_LOW_SURROGATE && unit <= Character.MAX_LOW_SURROGATE;
  }

  /** The UTF-16 unit of the escape whose backslash stands at a position; -1 if it is malformed. */
  static int unit(byte[] array, int at, int end) {
    if (at + 6 > end) {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = hex(array[i]);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private static int hex(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int letter = b | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }
}
