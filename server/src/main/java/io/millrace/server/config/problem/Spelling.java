package io.millrace.server.config.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what was probably meant. */
public final class Spelling {

  private static final int MOST_SHOWN = 12;
  private static final int LONGEST = 100;

  private Spelling() {}

  /** The known name nearest to a wrong one, if one is near. */
  public static Optional<String> nearest(String wrong, Collection<String> known) {
    String lower = wrong.toLowerCase(Locale.ROOT);
    if (lower.length() > LONGEST) {
      return Optional.empty();
    }
    int allowed = Math.max(1, Math.min(3, lower.length() / 3));
    return known.stream()
        .filter(name -> Math.abs(name.length() - lower.length()) <= allowed)
        .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= allowed)
        .min(Comparator.comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT))));
  }

  /**
   * The edit for a name that is not known: {@code did you mean 'orders'?}, else the names that
   * there are.
   *
   * @param wrong what was written
   * @param known all names that there are
   * @param otherwise the edit if there are none
   */
  public static String mend(String wrong, Collection<String> known, String otherwise) {
    return nearest(wrong, known)
        .map(name -> "did you mean '" + name + "'?")
        .orElseGet(() -> known.isEmpty() ? otherwise : "there is " + list(known));
  }

  private static String list(Collection<String> known) {
    String shown = String.join(", ", known.stream().limit(MOST_SHOWN).toList());
    return known.size() > MOST_SHOWN ? shown + ", …" : shown;
  }

  /**
   * Damerau-Levenshtein distance in its optimal string alignment form: insertions, deletions,
   * changes and swaps of neighbours.
   */
  static int distance(String a, String b) {
    int[][] rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        rows[i][j] = i == 0 || j == 0 ? i + j : step(rows, a, b, i, j);
      }
    }
    return rows[a.length()][b.length()];
  }

  private static int step(int[][] rows, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least = Math.min(rows[i - 1][j], rows[i][j - 1]) + 1;
    least = Math.min(least, rows[i - 1][j - 1] + change);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
  }
}
