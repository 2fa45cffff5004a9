package io.millrace.server.codec.json;

import io.millrace.server.codec.text.JsonNumber;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a well-formed JSON value into JDK values, in one pass. */
final class JsonValues {

  /** Stands for a value that has a number in it that cannot be read. */
  static final Object UNREADABLE = new Object();

  private final byte[] array;
  private final int end;
  private int at;
  private boolean unreadable;

  private JsonValues(JsonSlice slice) {
    array = slice.array();
    end = slice.to();
    at = slice.from();
  }

  /** The value, not modifiable; {@link #UNREADABLE} if a number in it cannot be read. */
  static @Nullable Object read(JsonSlice slice) {
    JsonValues values = new JsonValues(slice);
    Object value = values.next();
    return values.unreadable ? UNREADABLE : value;
  }

  /** For people: what kind of value stands here. */
  static String kind(JsonSlice slice) {
    return switch (slice.first()) {
      case '{' -> "an object";
      case '[' -> "an array";
      case '"' -> "a text";
      case 't', 'f' -> "a boolean";
      case 'n' -> "null";
      default -> "a number";
    };
  }

  private @Nullable Object next() {
    return switch (array[at]) {
      case '{' -> object();
      case '[' -> list();
      case '"' -> text();
      default -> scalar();
    };
  }

  private @Nullable Object scalar() {
    int from = at;
    at = Json.skipValue(array, from, end);
    return switch (array[from]) {
      case 't' -> true;
      case 'f' -> false;
      case 'n' -> null;
      default -> number(from);
    };
  }

  private @Nullable Number number(int from) {
    Number number = JsonNumber.value(array, from, at);
    unreadable |= number == null;
    return number;
  }

  private String text() {
    int from = at + 1;
    at = Json.skipText(array, from, end);
    return JsonText.read(array, from, at - 1);
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    skipTo(at + 1);
    while (array[at] != '}') {
      String name = text();
      skipTo(at);
      skipTo(at + 1); // the colon
      map.put(name, next());
      skipTo(at);
      if (array[at] == ',') {
        skipTo(at + 1);
      }
    }
    at++;
    return Collections.unmodifiableMap(map);
  }

  private List<@Nullable Object> list() {
    List<@Nullable Object> list = new ArrayList<>();
    skipTo(at + 1);
    while (array[at] != ']') {
      list.add(next());
      skipTo(at);
      if (array[at] == ',') {
        skipTo(at + 1);
      }
    }
    at++;
    return Collections.unmodifiableList(list);
  }

  private void skipTo(int from) {
    at = Json.skipSpace(array, from, end);
  }
}
