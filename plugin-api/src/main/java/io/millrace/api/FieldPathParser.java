package io.millrace.api;

import java.util.ArrayList;
import java.util.List;

/** Reads {@code items[0]."a.b".c}; see {@link FieldPath}. */
final class FieldPathParser {

  private final String text;
  private final List<FieldPath.Step> steps = new ArrayList<>();
  private int at;

  FieldPathParser(String text) {
    this.text = text;
  }

  static boolean isPlain(char c) {
    return c != '.' && c != '[' && c != ']' && c != '"' && c != '\\' && c > ' ';
  }

  List<FieldPath.Step> parse() {
    if (text.isEmpty()) {
      throw malformed("it is empty");
    }
    while (at < text.length()) {
      if (text.charAt(at) == '[') {
        steps.add(index());
      } else {
        if (!steps.isEmpty()) {
          expect('.');
        }
        steps.add(FieldPath.Step.name(name()));
      }
    }
    return steps;
  }

  private FieldPath.Step index() {
    expect('[');
    int from = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == from || at - from > 9) {
      at = from;
      throw malformed("an index of one to nine digits was expected");
    }
    int index = Integer.parseInt(text.substring(from, at));
    expect(']');
    return FieldPath.Step.index(index);
  }

  private String name() {
    if (at < text.length() && text.charAt(at) == '"') {
      return quotedName();
    }
    int from = at;
    while (at < text.length() && isPlain(text.charAt(at))) {
      at++;
    }
    if (at == from) {
      throw malformed("a name was expected");
    }
    String name = text.substring(from, at);
    if (name.equals("$")) {
      at = from;
      throw malformed("paths start with a name, and a name that is '$' is quoted: '$' was found");
    }
    return name;
  }

  private String quotedName() {
    expect('"');
    StringBuilder name = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      name.append(text.charAt(at++));
    }
    expect('"');
    return name.toString();
  }

  private void expect(char c) {
    if (at >= text.length() || text.charAt(at) != c) {
      throw malformed("'" + c + "' was expected");
    }
    at++;
  }

  private IllegalArgumentException malformed(String why) {
    return new IllegalArgumentException(
        "'" + text + "' is no field path: " + why + " at character " + (at + 1));
  }
}
