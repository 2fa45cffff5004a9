package io.millrace.api.testing;

import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Writes body values as JSON on one line; bytes as a base64 text. */
final class JsonWriter {

  private JsonWriter() {}

  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      out.append('{');
      map.forEach(
          (name, member) -> {
            separate(out, '{');
            write(name, out);
            out.append(':');
            write(member, out);
          });
      out.append('}');
    } else if (value instanceof List<?> list) {
      out.append('[');
      for (Object element : list) {
        separate(out, '[');
        write(element, out);
      }
      out.append(']');
    } else if (value instanceof byte[] bytes) {
      out.append('"').append(Base64.getEncoder().encodeToString(bytes)).append('"');
    } else if (value instanceof String text) {
      quote(text, out);
    } else {
      out.append(value);
    }
  }

  private static void separate(StringBuilder out, char begin) {
    if (out.charAt(out.length() - 1) != begin) {
      out.append(',');
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
