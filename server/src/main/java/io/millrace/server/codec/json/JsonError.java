package io.millrace.server.codec.json;

import io.millrace.server.codec.body.Body;

/** What can be wrong with a JSON text. */
enum JsonError {
  VALUE_EXPECTED("json.malformed", "a value was expected"),
  NAME_EXPECTED("json.malformed", "a name in quotes was expected"),
  COLON_EXPECTED("json.malformed", "':' was expected"),
  OBJECT_GOES_ON("json.malformed", "',' or '}' was expected"),
  ARRAY_GOES_ON("json.malformed", "',' or ']' was expected"),
  DIGIT_EXPECTED("json.malformed", "a digit was expected"),
  TEXT_ENDS_EARLY("json.malformed", "a closing quote was expected"),
  CONTROL_CHARACTER("json.malformed", "a control character stands unescaped in a text"),
  ESCAPE("json.malformed", "an escape that JSON does not have"),
  TRAILING("json.malformed", "something stands after the value"),
  UTF8("json.utf8", "bytes that are no UTF-8"),
  SURROGATE("json.surrogate", "half of a surrogate pair stands alone"),
  DUPLICATE_NAME("json.duplicate-name", "a name occurs twice in one object"),
  DEPTH("json.depth", "it is nested deeper than " + Body.MAX_DEPTH + " levels"),
  BYTE_ORDER_MARK("json.byte-order-mark", "a byte order mark stands before the value");

  private final String code;
  private final String description;

  JsonError(String code, String description) {
    this.code = code;
    this.description = description;
  }

  String code() {
    return code;
  }

  String description() {
    return description;
  }
}
