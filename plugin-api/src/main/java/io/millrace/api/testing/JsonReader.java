package io.millrace.api.testing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as strictly as the server does: RFC 8259 with unique names, one document, no lone
 * surrogates. Numbers keep every digit: {@link Long}, {@link BigInteger} where a long is too short,
 * {@link BigDecimal} where there is a fraction or an exponent.
 */
final class JsonReader {

  private static final int MAX_DEPTH = 500;

  private final String text;
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * The value that a JSON text stands for.
   *
   * @throws IllegalArgumentException if it is malformed; the message says where
   */
  static Object read(String json) {
    JsonReader reader = new JsonReader(json);
    Object value = reader.value();
    reader.skipSpace();
    if (reader.at < json.length()) {
      throw reader.malformed("nothing more was expected");
    }
    return value;
  }

  private Object value() {
    skipSpace();
    return switch (peek()) {
      case '{' -> nested('}');
      case '[' -> nested(']');
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Object nested(char end) {
    if (++depth > MAX_DEPTH) {
      throw malformed("more than " + MAX_DEPTH + " levels are too deep");
    }
    at++;
    skipSpace();
    boolean empty = peek() == end;
    Object value = end == '}' ? object(empty) : array(empty);
    expect(end);
    depth--;
    return value;
  }

  private Map<String, Object> object(boolean empty) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (boolean more = !empty; more; more = comma()) {
      skipSpace();
      int from = at;
      String name = string();
      if (object.containsKey(name)) {
        at = from;
        throw malformed("the name \"" + name + "\" occurs twice");
      }
      skipSpace();
      expect(':');
      object.put(name, value());
    }
    return Collections.unmodifiableMap(object);
  }

  private List<Object> array(boolean empty) {
    List<Object> array = new ArrayList<>();
    for (boolean more = !empty; more; more = comma()) {
      array.add(value());
    }
    return Collections.unmodifiableList(array);
  }

  private boolean comma() {
    skipSpace();
    if (peek() != ',') {
      return false;
    }
    at++;
    return true;
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw malformed("a value was expected");
    }
    at += word.length();
    return value;
  }

  private Object number() {
    int from = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    boolean whole = true;
    if (peek() == '.') {
      whole = false;
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    return number(text.substring(from, at), whole);
  }

  private Object number(String digits, boolean whole) {
    try {
      return whole ? BodyValues.shortest(new BigInteger(digits)) : new BigDecimal(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the exponent of " + digits + " is too large", e);
    }
  }

  private void digits() {
    int from = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == from) {
      throw malformed("a value was expected");
    }
  }

  private String string() {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (peek() != '"') {
      if (at >= text.length() || peek() < ' ') {
        throw malformed("the end of a text was expected");
      }
      char c = text.charAt(at++);
      string.append(c == '\\' ? escaped() : c);
    }
    at++;
    if (BodyValues.hasLoneSurrogate(string)) {
      throw malformed("a text has half of a surrogate pair");
    }
    return string.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hexadecimal();
      default -> throw malformed("an escape was expected");
    };
  }

  private char hexadecimal() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
      if (digit < 0) {
        throw malformed("four hexadecimal digits were expected");
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
      at++;
    }
  }

  private void expect(char c) {
    skipSpace();
    if (at >= text.length() || text.charAt(at) != c) {
      throw malformed("'" + c + "' was expected");
    }
    at++;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private IllegalArgumentException malformed(String why) {
    int end = Math.min(at, text.length());
    int line = 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    int column = end - text.lastIndexOf('\n', end - 1);
    return new IllegalArgumentException("no JSON: " + line + ":" + column + ": " + why);
  }
}
