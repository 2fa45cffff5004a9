package io.millrace.server.codec.json;

import io.millrace.server.codec.text.Words;

/** Finds its way through JSON that is known to be well-formed. */
final class Json {

  private Json() {}

  /** The first position from here that is no white space, or the end. For any bytes. */
  static int skipSpace(byte[] array, int from, int end) {
    int at = from;
    while (at < end) {
      byte b = array[at];
      if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
        return at;
      }
      at++;
      while (at + 8 <= end && Words.allSpaces(Words.at(array, at))) {
        at += 8;
      }
    }
    return at;
  }

  /** The last position before here that is no white space. */
  static int skipSpaceBack(byte[] array, int before) {
    int at = before - 1;
    while (array[at] == ' ' || array[at] == '\n' || array[at] == '\r' || array[at] == '\t') {
      at--;
    }
    return at;
  }

  /** The position behind the value that starts here. */
  static int skipValue(byte[] array, int from, int end) {
    byte first = array[from];
    if (first == '"') {
      return skipText(array, from + 1, end);
    }
    if (first == '{' || first == '[') {
      return skipContainer(array, from + 1, end);
    }
    int at = from + 1;
    while (at < end && !endsScalar(array[at])) {
      at++;
    }
    return at;
  }

  private static boolean endsScalar(byte b) {
    return b == ',' || b == '}' || b == ']' || b <= ' ';
  }

  /** The position behind the text whose opening quote stands before this position. */
  static int skipText(byte[] array, int from, int end) {
    int at = from;
    while (at + 8 <= end) {
      long stops = Words.quoteOrBackslash(Words.at(array, at));
      if (stops == 0) {
        at += 8;
        continue;
      }
      at += Words.first(stops);
      if (array[at] == '"') {
        return at + 1;
      }
      at += 2;
    }
    while (array[at] != '"') {
      at += array[at] == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  private static int skipContainer(byte[] array, int from, int end) {
    int at = from;
    int open = 1;
    while (open > 0) {
      switch (array[at++]) {
        case '"' -> at = skipText(array, at, end);
        case '{', '[' -> open++;
        case '}', ']' -> open--;
        default -> {}
      }
    }
    return at;
  }

  /** Whether a backslash stands between two positions of a text. */
  static boolean hasBackslash(byte[] array, int from, int to) {
    int at = from;
    for (; at + 8 <= to; at += 8) {
      if (Words.quoteOrBackslash(Words.at(array, at)) != 0) {
        return true;
      }
    }
    while (at < to) {
      if (array[at++] == '\\') {
        return true;
      }
    }
    return false;
  }
}
