package io.millrace.server.codec.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** ISO-8601 times with an offset; the usual ones without the cost of a formatter. */
public final class InstantText {

  private static final int SECONDS_END = "2015-07-03T12:01:35".length();

  private static final int SECONDS_A_DAY = 86_400;
  private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private InstantText() {}

  /** What {@link Instant#toString} says. */
  public static String of(Instant time) {
    long seconds = time.getEpochSecond();
    if (seconds < FIRST || seconds > LAST) {
      return time.toString();
    }
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_A_DAY));
    int second = Math.floorMod(seconds, SECONDS_A_DAY);
    byte[] text = new byte[SECONDS_END + 11];
    put(text, 0, date.getYear(), 4, '-');
    put(text, 5, date.getMonthValue(), 2, '-');
    put(text, 8, date.getDayOfMonth(), 2, 'T');
    put(text, 11, second / 3600, 2, ':');
    put(text, 14, second / 60 % 60, 2, ':');
    put(text, 17, second % 60, 2, 'Z');
    return new String(text, 0, putFraction(text, time.getNano()), ISO_8859_1);
  }

  /** Three, six or nine digits, whatever is needed; returns how long the text is. */
  private static int putFraction(byte[] text, int nanos) {
    if (nanos == 0) {
      return SECONDS_END + 1;
    }
    int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
    int rest = digits == 3 ? nanos / 1_000_000 : digits == 6 ? nanos / 1_000 : nanos;
    text[SECONDS_END] = '.';
    put(text, SECONDS_END + 1, rest, digits, 'Z');
    return SECONDS_END + digits + 2;
  }

  private static void put(byte[] text, int from, int number, int digits, char behind) {
    int rest = number;
    for (int i = from + digits - 1; i >= from; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    text[from + digits] = (byte) behind;
  }

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
