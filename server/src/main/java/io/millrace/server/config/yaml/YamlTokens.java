package io.millrace.server.config.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.millrace.server.config.problem.Location;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tokens of a YAML text, each with its location; what the parser refuses is a fault. */
final class YamlTokens {

  private static final YAMLFactory FACTORY = new YAMLFactory();

  /** What the parser says, in lower case, and the edit that mends it; the first that fits. */
  private static final Map<String, String> MENDS =
      Map.of(
          "tab", "indent with spaces",
          "mapping values are not allowed", "quote a text that has ': ' in it, or indent the line",
          "could not find expected ':'", "write 'key: value', with a space after the colon",
          "expected <block end>", "let the keys of one map start in the same column",
          "expected ',' or", "close the bracket, or put a comma between the items",
          "unexpected end of stream", "close the quote",
          "escape character", "in double quotes write \\\\ for a backslash, or use single quotes",
          "cannot start any token", "quote the text",
          "expected a field name", "write a plain text as the key");

  private static final String NO_YAML = "this is no YAML: ";

  private static final Pattern PLACE =
      Pattern.compile("^ in .*, line (\\d{1,9}), column (\\d{1,9}):$", Pattern.MULTILINE);

  private final int[] text;
  private final String file;
  private final @Nullable Location fixed;
  private final YAMLParser parser;

  YamlTokens(String text, String file, @Nullable Location fixed) throws YamlFault {
    this.text = text.codePoints().toArray();
    this.file = file;
    this.fixed = fixed;
    refuseControlCharacters();
    try {
      this.parser = FACTORY.createParser(text);
    } catch (IOException e) {
      throw new YamlFault("config.yaml", start(), "it cannot be parsed", "");
    }
  }

  /** The next token; null at the end. */
  @Nullable JsonToken next() throws YamlFault {
    try {
      return parser.nextToken();
    } catch (JsonProcessingException e) {
      throw refused(Objects.requireNonNullElse(e.getOriginalMessage(), ""), e.getLocation());
    } catch (IOException | RuntimeException e) {
      // The scanner is not proof against everything a fuzzer finds.
      throw refused(e.getClass().getSimpleName(), parser.currentLocation());
    }
  }

  /** Where the current token starts. */
  Location location() {
    return located(parser.currentTokenLocation());
  }

  Location start() {
    return fixed != null ? fixed : new Location(file, 1, 1);
  }

  String string() throws YamlFault {
    try {
      return parser.getText();
    } catch (IOException e) {
      throw refused(e.getClass().getSimpleName(), parser.currentLocation());
    }
  }

  boolean isAlias() {
    return parser.isCurrentAlias();
  }

  /** The current value's anchor, from the text: the parser tells it for lists and maps only. */
  @Nullable String anchor() {
    int from = offset();
    return from >= 0 && from < text.length && text[from] == '&'
        ? new String(text, from + 1, anchorEnd(from) - from - 1)
        : null;
  }

  boolean hasTag() throws YamlFault {
    try {
      return parser.getTypeId() != null;
    } catch (IOException e) {
      throw refused(e.getClass().getSimpleName(), parser.currentLocation());
    }
  }

  /** The current token as a scalar; a block of text starts at its first line. */
  Node.Scalar scalar(JsonToken token) throws YamlFault {
    String string = string();
    Location at = location();
    if (string.isEmpty()) {
      return new Node.Scalar("", token == JsonToken.VALUE_STRING, at);
    }
    int first = offset();
    int content = contentStart(first);
    int style = content < text.length ? text[content] : ' ';
    if (style == '|' || style == '>') {
      return new Node.Scalar(
          string, false, blockStart(content, at), new WrittenText(text, content));
    }
    boolean quoted = style == '"' || style == '\'';
    TextPlaces places =
        stands(string, quoted ? content + 1 : content)
            ? TextPlaces.ON_ONE_LINE
            : new WrittenText(text, content);
    return new Node.Scalar(string, quoted, at.right(content - first), places);
  }

  /** Whether a text stands somewhere in the file as it is. */
  private boolean stands(String string, int from) {
    int[] wanted = string.codePoints().toArray();
    return from + wanted.length <= text.length
        && Arrays.equals(wanted, 0, wanted.length, text, from, from + wanted.length);
  }

  private int offset() {
    return (int) parser.currentTokenLocation().getCharOffset();
  }

  /** Where a value's text starts: after {@code &name} and blanks. */
  private int contentStart(int from) {
    int at = from;
    if (at < text.length && text[at] == '&') {
      at = anchorEnd(from);
      while (at < text.length && Character.isWhitespace(text[at])) {
        at++;
      }
    }
    return at;
  }

  private int anchorEnd(int from) {
    int at = from;
    while (at < text.length && !Character.isWhitespace(text[at]) && ",[]{}".indexOf(text[at]) < 0) {
      at++;
    }
    return at;
  }

  private Location blockStart(int indicator, Location at) {
    int line = at.line();
    int lineStart = indicator;
    for (int i = indicator; i < text.length; i++) {
      if (text[i] == '\n') {
        line++;
        lineStart = i + 1;
      } else if (line > at.line() && !Character.isWhitespace(text[i])) {
        return fixed != null ? fixed : new Location(file, line, i - lineStart + 1);
      }
    }
    return at;
  }

  private Location located(@Nullable JsonLocation location) {
    if (fixed != null) {
      return fixed;
    }
    return location == null || location.getLineNr() < 1
        ? start()
        : new Location(file, location.getLineNr(), location.getColumnNr());
  }

  private YamlFault refused(String parserSays, @Nullable JsonLocation location) {
    // The indented lines quote the file, and there may be a secret in them.
    String says =
        parserSays.lines().filter(line -> !line.startsWith(" ")).reduce("", (before, line) -> line);
    int event = says.indexOf(", got this instead");
    String why = event < 0 ? says : "a key is not a plain text";
    String mend =
        MENDS.entrySet().stream()
            .filter(entry -> says.toLowerCase(Locale.ROOT).contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .sorted()
            .findFirst()
            .orElse("write it as YAML wants it");
    return new YamlFault("config.yaml", placeIn(parserSays, location), NO_YAML + why, mend);
  }

  /** The scanner tells the place in its message only; the last one is that of the problem. */
  private Location placeIn(String parserSays, @Nullable JsonLocation otherwise) {
    Location place = located(otherwise);
    Matcher matcher = PLACE.matcher(parserSays);
    while (fixed == null && matcher.find()) {
      place =
          new Location(
              file, Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }
    return place;
  }

  private void refuseControlCharacters() throws YamlFault {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < text.length; i++) {
      int c = text[i];
      if (c == '\n') {
        line++;
        lineStart = i + 1;
      } else if (!isPrintable(c)) {
        throw new YamlFault(
            "config.character",
            fixed != null ? fixed : new Location(file, line, i - lineStart + 1),
            "the character U+%04X is not allowed".formatted(c),
            "remove it, or write it as an escape in double quotes");
      }
    }
  }

  /** YAML 1.2, production 1. */
  private static boolean isPrintable(int c) {
    return (c >= 0x20 && c <= 0x7E)
        || c == '\t'
        || c == '\r'
        || c == 0x85
        || (c >= 0xA0 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF)
        || c >= 0x10000;
  }
}
