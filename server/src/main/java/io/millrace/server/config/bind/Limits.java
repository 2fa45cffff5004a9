package io.millrace.server.config.bind;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the settings of one record, all of it. For one call of a constructor. */
public final class Limits {

  private final List<String> wrong = new ArrayList<>();

  /** A number within bounds. */
  public Limits within(String key, long value, long least, long most) {
    return must(
        value >= least && value <= most,
        key + " is " + value + ", and must be from " + least + " to " + most);
  }

  /** A time longer than none. */
  public Limits positive(String key, Duration value) {
    return must(!value.isZero() && !value.isNegative(), key + " must be longer than 0");
  }

  /**
   * Anything else.
   *
   * @param holds whether it is right
   * @param otherwise a sentence, which names the key as a word of its own
   */
  public Limits must(boolean holds, String otherwise) {
    if (!holds) {
      wrong.add(otherwise);
    }
    return this;
  }

  /**
   * Ends the checks.
   *
   * @throws Refused with all that is wrong
   */
  public void check() {
    if (!wrong.isEmpty()) {
      throw new Refused(wrong);
    }
  }

  /** Settings that are refused, for one reason or several. */
  static final class Refused extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final ArrayList<String> reasons;

    Refused(List<String> reasons) {
      super(String.join("; ", reasons));
      this.reasons = new ArrayList<>(reasons);
    }

    List<String> reasons() {
      return List.copyOf(reasons);
    }
  }
}
