package io.millrace.plugin.jsonschema;

import com.networknt.schema.SchemaException;

/**
 * How often patterns may look at the characters of one event: a million times, and a thousand times
 * for each character of a text that is matched, but never more than {@link #MOST} times in all.
 */
final class LookBudget {

  private static final long AT_LEAST = 1_000_000;
  private static final long PER_CHARACTER = 1_000;

  /** A few seconds of one core, measured on a busy machine. */
  private static final long MOST = 100_000_000;

  private static final long ONE_IN_16384 = (1 << 14) - 1;

  private long granted = AT_LEAST;
  private long spent;

  /** A text is going to be matched. */
  void grantFor(int characters) {
    granted = Math.min(MOST, granted + PER_CHARACTER * characters);
  }

  /** A character is looked at. */
  void spend() {
    if (++spent > granted) {
      throw new Spent();
    }
    if ((spent & ONE_IN_16384) == 0 && Thread.currentThread().isInterrupted()) {
      throw new Interrupted();
    }
  }

  /** There is nothing left. */
  static final class Spent extends RuntimeException {

    private static final long serialVersionUID = 1;

    Spent() {
      super(null, null, false, false);
    }
  }

  /** The server ends the call. It says itself what becomes of the event. */
  static final class Interrupted extends SchemaException {

    private static final long serialVersionUID = 1;

    Interrupted() {
      super("interrupted while a pattern was looked for");
    }
  }
}
