package io.millrace.server.codec.json;

/** Proves numbers (RFC 8259 section 6), true, false and null. */
final class JsonScalars {

  private JsonScalars() {}

  /** The position behind the number or literal that starts at a position, or -1. */
  static int scan(byte[] array, int from, int end, JsonFault fault) {
    return switch (array[from]) {
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(array, from, end, fault);
      case 't' -> literal(array, from, end, "true", fault);
      case 'f' -> literal(array, from, end, "false", fault);
      case 'n' -> literal(array, from, end, "null", fault);
      default -> fault.note(JsonError.VALUE_EXPECTED, from);
    };
  }

  private static int literal(byte[] array, int from, int end, String literal, JsonFault fault) {
    int length = literal.length();
    for (int i = 0; i < length; i++) {
      if (from + i >= end || array[from + i] != literal.charAt(i)) {
        return fault.note(JsonError.VALUE_EXPECTED, from);
      }
    }
    return from + length;
  }

  private static int number(byte[] array, int from, int end, JsonFault fault) {
    int at = array[from] == '-' ? from + 1 : from;
    if (at < end && array[at] == '0') {
      at++;
    } else {
      at = digits(array, at, end, fault);
    }
    if (at >= 0 && at < end && array[at] == '.') {
      at = digits(array, at + 1, end, fault);
    }
    if (at >= 0 && at < end && (array[at] | 0x20) == 'e') {
      int sign = at + 1 < end && (array[at + 1] == '+' || array[at + 1] == '-') ? 1 : 0;
      at = digits(array, at + 1 + sign, end, fault);
    }
    return at;
  }

  private static int digits(byte[] array, int from, int end, JsonFault fault) {
    int at = from;
    while (at < end && array[at] >= '0' && array[at] <= '9') {
      at++;
    }
    return at > from ? at : fault.note(JsonError.DIGIT_EXPECTED, at);
  }
}
