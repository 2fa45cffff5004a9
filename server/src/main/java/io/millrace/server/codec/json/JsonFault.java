package io.millrace.server.codec.json;

import io.millrace.api.Failure;
import io.millrace.api.Failures;

/** The first thing found wrong in a JSON text: what and where. Reused from text to text. */
final class JsonFault {

  private JsonError error = JsonError.VALUE_EXPECTED;
  private int at;

  /** Notes what is wrong; returns -1, the position that says so. */
  int note(JsonError what, int where) {
    error = what;
    at = where;
    return -1;
  }

  /**
   * The failure; its message has no more of the text than one harmless character.
   *
   * @param array the array that holds the text
   * @param from where the text starts
   * @param to where it ends
   */
  Failures describe(byte[] array, int from, int to) {
    int line = 1;
    int lineFrom = from;
    for (int i = from; i < at; i++) {
      if (array[i] == '\n') {
        line++;
        lineFrom = i + 1;
      }
    }
    StringBuilder message = new StringBuilder(120);
    message.append("it is not valid JSON: ").append(error.description());
    message.append(" at byte ").append(at - from);
    message.append(" (line ").append(line);
    message.append(", column ").append(at - lineFrom + 1).append(')');
    if (error.code().equals("json.malformed")) {
      message.append(", where ").append(found(array, to)).append(" stands");
    }
    return Failures.of(Failure.rejected(error.code(), message.toString()));
  }

  private String found(byte[] array, int to) {
    if (at >= to) {
      return "the end";
    }
    byte found = array[at];
    if (found > ' ' && found < 0x7f) {
      return "'" + (char) found + "'";
    }
    return "byte 0x"
        + Character.forDigit((found >> 4) & 15, 16)
        + Character.forDigit(found & 15, 16);
  }
}
