package io.millrace.plugin.jsonschema;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;

/**
 * Regular expressions of the JDK, read as the library reads them, which give up on a text that
 * makes them backtrack too often: {@code ^(.*a){20}$} looks at 60 letters for minutes.
 */
final class BoundedPatterns implements RegularExpressionFactory {

  private static final long LOOKS_PER_CHARACTER = 1_000;
  private static final long LOOKS_AT_LEAST = 1_000_000;

  @Override
  public RegularExpression getRegularExpression(String regex) {
    Pattern pattern =
        Pattern.compile(
            RegularExpressions.replaceLongformCharacterProperties(
                RegularExpressions.replaceDollarAnchors(regex)));
    return text -> matches(pattern, regex, text);
  }

  private static boolean matches(Pattern pattern, String regex, String text) {
    Budget budget = new Budget(LOOKS_AT_LEAST + LOOKS_PER_CHARACTER * text.length());
    try {
      return pattern.matcher(new BoundedText(text, 0, text.length(), budget)).find();
    } catch (Exhausted | StackOverflowError e) {
      throw new CostlyEventException(
          "the pattern " + regex + " is too costly on a text of " + text.length() + " characters",
          e);
    }
  }

  private static final class Budget {

    private long looks;

    Budget(long looks) {
      this.looks = looks;
    }

    void spend() {
      if (--looks < 0) {
        throw new Exhausted();
      }
    }
  }

  private static final class Exhausted extends RuntimeException {

    private static final long serialVersionUID = 1;

    Exhausted() {
      super(null, null, false, false);
    }
  }

  /** A text that may be looked at a bounded number of times. */
  private record BoundedText(String text, int from, int to, Budget budget) implements CharSequence {

    @Override
    public char charAt(int index) {
      budget.spend();
      return text.charAt(from + index);
    }

    @Override
    public int length() {
      return to - from;
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new BoundedText(text, from + start, from + end, budget);
    }

    @Override
    public String toString() {
      return text.substring(from, to);
    }
  }
}
