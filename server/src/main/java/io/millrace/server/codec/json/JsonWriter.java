package io.millrace.server.codec.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.server.codec.body.Body;
import io.millrace.server.stream.ByteSink;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JDK values as JSON without white space; see {@code Event} for what a body value is. */
public final class JsonWriter {

  private static final byte[] TRUE = "true".getBytes(ISO_8859_1);
  private static final byte[] FALSE = "false".getBytes(ISO_8859_1);
  private static final byte[] NULL = "null".getBytes(ISO_8859_1);

  /** How many characters are written with one look at the room there is. */
  private static final int PART = 1024;

  private JsonWriter() {}

  /**
   * A value in an array of its own.
   *
   * @param levels how many levels of nesting there is still room for
   * @throws IllegalArgumentException if it is no body value of JSON
   */
  static byte[] encoded(@Nullable Object value, int levels) {
    byte[] plain = value instanceof String text ? plain(text) : null;
    if (plain != null) {
      return plain;
    }
    ByteSink out = new ByteSink(32);
    value(value, levels, out);
    return Arrays.copyOf(out.array(), out.length());
  }

  /** A text that needs no escapes and is ASCII, in quotes; null for any other. */
  private static byte @Nullable [] plain(String text) {
    int length = text.length();
    byte[] bytes = new byte[length + 2];
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (!isPlain(c)) {
        return null;
      }
      bytes[i + 1] = (byte) c;
    }
    bytes[0] = '"';
    bytes[length + 1] = '"';
    return bytes;
  }

  static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
  }

  /**
   * Appends a value.
   *
   * @param levels how many levels of nesting there is still room for
   * @throws IllegalArgumentException if it is no body value of JSON
   */
  public static void value(@Nullable Object value, int levels, ByteSink out) {
    if (value == null) {
      out.put(NULL, 0, NULL.length);
    } else if (value instanceof String text) {
      text(text, out);
    } else if (value instanceof Boolean bool) {
      byte[] literal = bool ? TRUE : FALSE;
      out.put(literal, 0, literal.length);
    } else if (value instanceof Number number) {
      number(number, out);
    } else if (value instanceof Map<?, ?> map) {
      object(map, levels, out);
    } else if (value instanceof List<?> list) {
      list(list, levels, out);
    } else {
      throw noValue(value.getClass().getName());
    }
  }

  private static void number(Number number, ByteSink out) {
    boolean known =
        number instanceof Long
            || number instanceof Integer
            || number instanceof BigDecimal
            || number instanceof BigInteger;
    if (!known && !(number instanceof Double value && Double.isFinite(value))) {
      throw noValue(number instanceof Double ? number.toString() : number.getClass().getName());
    }
    latin(number.toString(), out);
  }

  private static void object(Map<?, ?> map, int levels, ByteSink out) {
    requireRoom(levels);
    byte separator = '{';
    for (Map.Entry<?, ?> field : map.entrySet()) {
      out.put(separator);
      separator = ',';
      if (!(field.getKey() instanceof String name)) {
        throw new IllegalArgumentException("the names of an object are texts");
      }
      text(name, out);
      out.put((byte) ':');
      value(field.getValue(), levels - 1, out);
    }
    if (separator == '{') {
      out.put(separator);
    }
    out.put((byte) '}');
  }

  private static void list(List<?> list, int levels, ByteSink out) {
    requireRoom(levels);
    byte separator = '[';
    for (Object element : list) {
      out.put(separator);
      separator = ',';
      value(element, levels - 1, out);
    }
    if (separator == '[') {
      out.put(separator);
    }
    out.put((byte) ']');
  }

  private static void requireRoom(int levels) {
    if (levels <= 0) {
      throw new IllegalArgumentException(
          "the value is nested deeper than " + Body.MAX_DEPTH + " levels");
    }
  }

  private static IllegalArgumentException noValue(String what) {
    return new IllegalArgumentException(what + " is no body value of JSON");
  }

  /** Appends text that is ASCII and needs no escapes, without quotes. */
  @SuppressWarnings("deprecation") // for texts that are not ASCII; for these it is a plain copy
  public static void latin(String text, ByteSink out) {
    int length = text.length();
    text.getBytes(0, length, out.reserve(length), out.length());
    out.advance(length);
  }

  /**
   * Appends a text in quotes.
   *
   * @throws IllegalArgumentException if it has half of a surrogate pair
   */
  public static void text(String text, ByteSink out) {
    out.put((byte) '"');
    int from = 0;
    while (from < text.length()) {
      from = part(text, from, Math.min(text.length(), from + PART), out);
    }
    out.put((byte) '"');
  }

  /** Appends the characters from one position to about another; returns how far it came. */
  private static int part(String text, int from, int to, ByteSink out) {
    // The longest a character gets: an escape of six bytes.
    byte[] array = out.reserve((to - from) * 6 + 2);
    int at = out.length();
    int next = from;
    while (next < to) {
      char c = text.charAt(next++);
      if (isPlain(c)) {
        array[at++] = (byte) c;
      } else if (c < 0x80) {
        at = escape(c, array, at);
      } else if (Character.isSurrogate(c)) {
        at = JsonText.writeUtf8(pair(text, next++ - 1), array, at);
      } else {
        at = JsonText.writeUtf8(c, array, at);
      }
    }
    out.advance(at - out.length());
    return next;
  }

  private static int pair(String text, int at) {
    int codePoint = text.codePointAt(at);
    if (!Character.isSupplementaryCodePoint(codePoint)) {
      throw noValue("a text with half of a surrogate pair");
    }
    return codePoint;
  }

  /** Writes a character of ASCII that is not plain; returns the position behind it. */
  static int escape(char c, byte[] array, int from) {
    int at = from;
    if (c == 0x7f) {
      array[at++] = 0x7f;
      return at;
    }
    array[at++] = '\\';
    char letter =
        switch (c) {
          case '"', '\\' -> c;
          case '\b' -> 'b';
          case '\t' -> 't';
          case '\n' -> 'n';
          case '\f' -> 'f';
          case '\r' -> 'r';
          default -> 'u';
        };
    array[at++] = (byte) letter;
    if (letter == 'u') {
      array[at++] = '0';
      array[at++] = '0';
      array[at++] = (byte) Character.forDigit(c >> 4, 16);
      array[at++] = (byte) Character.forDigit(c & 15, 16);
    }
    return at;
  }
}
