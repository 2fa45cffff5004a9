package io.millrace.server.config.yaml;

import io.millrace.server.config.problem.Location;
import java.util.Arrays;

/**
 * A text that YAML does not keep as it stands in the file: a block, one over several lines, one
 * with escapes. Blanks and line ends come and go there (YAML 1.2, 6.5), all other characters keep
 * their order, so the place of each is found by counting these.
 */
final class WrittenText implements TextPlaces {

  private final int[] file;
  private final int from;
  private final boolean escapes;
  private final boolean doubledQuotes;

  /**
   * A text.
   *
   * @param file the file's code points
   * @param from where the text starts: for a quoted one its quote, for a block its indicator
   */
  WrittenText(int[] file, int from) {
    int style = from < file.length ? file[from] : ' ';
    this.file = file;
    this.escapes = style == '"';
    this.doubledQuotes = style == '\'';
    this.from =
        style == '|' || style == '>' ? nextLine(file, from) : from + (isQuote(style) ? 1 : 0);
  }

  private static boolean isQuote(int style) {
    return style == '"' || style == '\'';
  }

  private static int nextLine(int[] file, int from) {
    int at = from;
    while (at < file.length && file[at] != '\n') {
      at++;
    }
    return at;
  }

  @Override
  public Location of(String text, int offset, Location start) {
    if (start.line() == 0) {
      return start;
    }
    int[] characters = text.codePoints().toArray();
    int until = Math.min(offset, characters.length);
    int before = visible(characters, 0, until);
    boolean atEnd = visible(characters, until, characters.length) == 0;
    return atEnd && before > 0
        ? locate(find(before - 1), start).right(1)
        : locate(find(before), start);
  }

  private static int visible(int[] characters, int from, int to) {
    return (int) Arrays.stream(characters, from, to).filter(c -> !isBlank(c)).count();
  }

  private static boolean isBlank(int c) {
    return c <= ' ' || c == 0x85 || c == 0xA0 || c == 0x2028 || c == 0x2029;
  }

  /** The place in the file of the visible character with this number, from 0. */
  private int find(int number) {
    int left = number;
    int at = from;
    while (at < file.length) {
      int length = 1;
      int value = file[at];
      if (escapes && value == '\\' && at + 1 < file.length) {
        length = escapeLength(file[at + 1]);
        value = escaped(at, length);
      } else if (doubledQuotes && value == '\'') {
        length = 2;
      }
      if (!isBlank(value) && left-- == 0) {
        return at;
      }
      at += length;
    }
    return file.length;
  }

  /** YAML 1.2, productions 42 to 61. */
  private static int escapeLength(int letter) {
    return switch (letter) {
      case 'x' -> 4;
      case 'u' -> 6;
      case 'U' -> 10;
      default -> 2;
    };
  }

  private int escaped(int at, int length) {
    int letter = file[at + 1];
    if (length > 2) {
      int value = 0;
      for (int i = at + 2; i < Math.min(file.length, at + length); i++) {
        value = value * 16 + Math.max(0, Character.digit(file[i], 16));
      }
      return value;
    }
    return letter == '"' || letter == '\\' || letter == '/' ? letter : ' ';
  }

  private Location locate(int at, Location start) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < Math.min(at, file.length); i++) {
      if (file[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new Location(start.file(), line, at - lineStart + 1);
  }
}
