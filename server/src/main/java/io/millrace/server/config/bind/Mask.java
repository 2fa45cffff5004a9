package io.millrace.server.config.bind;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What must not be shown of what an operator wrote: secrets, and what was substituted for {@code
 * ${…}}. Immutable.
 */
public final class Mask {

  /** Hides nothing. */
  public static final Mask NONE = new Mask(List.of());

  private static final String HIDDEN = "***";

  /** What is shorter keeps no secret, and stands in every other sentence. */
  private static final int SHORTEST = 4;

  private final List<String> texts;

  /** Hides texts, but for very short ones. */
  public Mask(Collection<String> texts) {
    // The longest first: one may be a part of another.
    this.texts =
        texts.stream()
            .filter(text -> text.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparing(String::length).reversed())
            .toList();
  }

  /** Whether a text has to be changed before it is shown. */
  public boolean hides(String text) {
    for (int i = 0; i < texts.size(); i++) {
      if (text.contains(texts.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether this hides nothing at all. */
  public boolean isEmpty() {
    return texts.isEmpty();
  }

  /** The text as it may be shown. */
  public String apply(String text) {
    String masked = text;
    for (String secret : texts) {
      masked = masked.replace(secret, HIDDEN);
    }
    return masked;
  }
}
