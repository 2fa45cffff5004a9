package io.millrace.server.codec.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON numbers that are known to be well-formed.
 *
 * <p>A number of more than {@value #MOST_DIGITS} characters, or one whose exponent no int can hold,
 * is passed on as it stands but cannot be read: turning its digits into binary takes quadratic
 * time.
 */
public final class JsonNumber {

  public static final int MOST_DIGITS = 1000;

  /** This many digits fit a long whatever they are. */
  private static final int LONG_DIGITS = 18;

  private JsonNumber() {}

  /** A Long, BigInteger or BigDecimal; null if the number cannot be read. */
  public static @Nullable Number value(byte[] array, int from, int to) {
    boolean whole = true;
    for (int i = from; i < to; i++) {
      byte b = array[i];
      whole &= b != '.' && b != 'e' && b != 'E';
    }
    if (!whole) {
      return decimal(array, from, to);
    }
    if (to - from <= LONG_DIGITS) {
      return shortWhole(array, from, to);
    }
    if (to - from > MOST_DIGITS) {
      return null;
    }
    BigInteger value = new BigInteger(new String(array, from, to - from, ISO_8859_1));
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value;
  }

  /** A Long; null if the number is not whole or too large. */
  public static @Nullable Long integer(byte[] array, int from, int to) {
    return whole(value(array, from, to));
  }

  /** The value of any number as a Long; null if it is not whole or too large. */
  public static @Nullable Long whole(@Nullable Object number) {
    if (number instanceof Long value) {
      return value;
    }
    if (!(number instanceof BigDecimal value)) {
      return null;
    }
    if (value.signum() == 0) {
      return 0L;
    }
    // Checked before the digits are written out: 1e1000000000 would have a gigabyte of them.
    if ((long) value.precision() - value.scale() > 19 || value.stripTrailingZeros().scale() > 0) {
      return null;
    }
    BigInteger exact = value.toBigInteger();
    return exact.bitLength() < Long.SIZE ? exact.longValue() : null;
  }

  /** A BigDecimal with every digit; null if the number cannot be read. */
  public static @Nullable BigDecimal decimal(byte[] array, int from, int to) {
    if (to - from > MOST_DIGITS) {
      return null;
    }
    char[] digits = new char[to - from];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = (char) array[from + i];
    }
    try {
      return new BigDecimal(digits);
    } catch (NumberFormatException e) {
      return null; // the exponent is out of a BigDecimal's range
    }
  }

  private static long shortWhole(byte[] array, int from, int to) {
    boolean negative = array[from] == '-';
    long value = 0;
    for (int i = negative ? from + 1 : from; i < to; i++) {
      value = value * 10 + (array[i] - '0');
    }
    return negative ? -value : value;
  }
}
