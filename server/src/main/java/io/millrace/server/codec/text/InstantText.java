package io.millrace.server.codec.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads ISO-8601 times with an offset; the usual form without the cost of a formatter. */
public final class InstantText {

  private static final int SECONDS_END = "2015-07-03T12:01:35".length();

  private InstantText() {}

  /** The time; null if the text is none. */
  public static @Nullable Instant parse(String text) {
    if (!isUsual(text)) {
      return parseAny(text);
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    int nanos = nanos(text);
    if ((year | month | day | hour | minute | second | nanos) < 0
        || hour > 23
        || minute > 59
        || second > 59
        || month < 1
        || month > 12
        || day < 1
        || day > 28) {
      return parseAny(text);
    }
    long days = LocalDate.of(year, month, day).toEpochDay();
    return Instant.ofEpochSecond(days * 86_400 + hour * 3600L + minute * 60L + second, nanos);
  }

  private static boolean isUsual(String text) {
    int length = text.length();
    return length > SECONDS_END
        && length <= SECONDS_END + 11
        && text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':'
        && text.charAt(length - 1) == 'Z'
        && (length == SECONDS_END + 1 || text.charAt(SECONDS_END) == '.');
  }

  private static int nanos(String text) {
    int to = text.length() - 1;
    if (to == SECONDS_END) {
      return 0;
    }
    int digits = to - SECONDS_END - 1;
    int nanos = number(text, SECONDS_END + 1, to);
    for (int i = digits; i < 9; i++) {
      nanos *= 10;
    }
    return digits == 0 ? -1 : nanos;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private static @Nullable Instant parseAny(String text) {
    // Shorter or longer than any time: not worth an exception.
    if (text.length() < 17 || text.length() > 48) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
