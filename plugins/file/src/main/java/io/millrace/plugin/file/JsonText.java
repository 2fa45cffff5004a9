package io.millrace.plugin.file;

import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Writes body values as JSON (RFC 8259) on one line, with every digit of their numbers. */
final class JsonText {

  static final int MOST_LEVELS = 1_000;

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder out = new StringBuilder(512);
  private int level;

  private JsonText() {}

  static String of(Object value) {
    JsonText text = new JsonText();
    text.value(value);
    return text.out.toString();
  }

  /** A value with more levels than {@link #MOST_LEVELS}. */
  static final class TooDeepException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TooDeepException() {
      super(null, null, false, false);
    }
  }

  private void value(Object value) {
    if (value instanceof String text) {
      string(text);
    } else if (value instanceof Map<?, ?> map) {
      object(map);
    } else if (value instanceof List<?> list) {
      array(list);
    } else if (value instanceof byte[] bytes) {
      string(Base64.getEncoder().encodeToString(bytes));
    } else {
      out.append(value); // null, booleans; numbers, whose text is JSON
    }
  }

  private void object(Map<?, ?> map) {
    enter();
    char before = '{';
    for (Map.Entry<?, ?> member : map.entrySet()) {
      out.append(before);
      string((String) member.getKey());
      out.append(':');
      value(member.getValue());
      before = ',';
    }
    out.append(map.isEmpty() ? "{}" : "}");
    level--;
  }

  private void array(List<?> list) {
    enter();
    char before = '[';
    for (Object element : list) {
      out.append(before);
      value(element);
      before = ',';
    }
    out.append(list.isEmpty() ? "[]" : "]");
    level--;
  }

  private void enter() {
    if (++level > MOST_LEVELS) {
      throw new TooDeepException();
    }
  }

  private void string(String text) {
    out.append('"');
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        out.append(text, plain, i);
        escape(c);
        plain = i + 1;
      }
    }
    out.append(text, plain, text.length()).append('"');
  }

  private void escape(char c) {
    out.append('\\');
    switch (c) {
      case '"', '\\' -> out.append(c);
      case '\n' -> out.append('n');
      case '\r' -> out.append('r');
      case '\t' -> out.append('t');
      default -> out.append("u00").append(HEX[c >> 4]).append(HEX[c & 15]);
    }
  }
}
