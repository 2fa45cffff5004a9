package io.millrace.plugin.jsonschema;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import com.networknt.schema.regex.RegularExpressions;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Regular expressions of the JDK, read as the library reads them, which give up on texts that make
 * them backtrack too often: {@code ^(.*a){20}$} looks at 60 letters for minutes. All texts of an
 * event, under all patterns, share one budget. Safe for many threads.
 */
final class BoundedPatterns implements RegularExpressionFactory {

  // Of the thread's event; the library hands nothing of the event to a pattern but the text. Not
  // static: one for each stage, and empty between events.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<LookBudget> budgets = new ThreadLocal<>();

  /** Does something with one event. */
  <T> T perEvent(Supplier<T> validation) {
    budgets.set(new LookBudget());
    try {
      return validation.get();
    } finally {
      budgets.remove();
    }
  }

  @Override
  public RegularExpression getRegularExpression(String regex) {
    Pattern pattern =
        Pattern.compile(
            RegularExpressions.replaceLongformCharacterProperties(
                RegularExpressions.replaceDollarAnchors(regex)));
    return text -> matches(pattern, regex, text);
  }

  private boolean matches(Pattern pattern, String regex, String text) {
    LookBudget open = budgets.get();
    LookBudget budget = open == null ? new LookBudget() : open;
    budget.grantFor(text.length());
    try {
      return pattern.matcher(new BoundedText(text, 0, text.length(), budget)).find();
    } catch (LookBudget.Spent | StackOverflowError e) {
      throw new CostlyEventException(
          "the pattern " + regex + " is too costly on a text of " + text.length() + " characters",
          e);
    }
  }

  /** A text that may be looked at a bounded number of times. */
  private record BoundedText(String text, int from, int to, LookBudget budget)
      implements CharSequence {

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
