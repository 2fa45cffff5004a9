package io.millrace.server.config.problem;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Collects everything that is wrong, so that all of it is said at once, and each thing once: a
 * value with aliases is checked wherever it is used. For one thread.
 */
public final class Problems {

  private static final int LONGEST = 1000;
  private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\R\\s*");

  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(
          Problem::location,
          Comparator.comparing(Location::file)
              .thenComparingInt(Location::line)
              .thenComparingInt(Location::column));

  private final Set<Problem> all = new LinkedHashSet<>();

  /** Adds a problem, on one line; of what a fuzzer would write, the start is enough. */
  public void add(Problem problem) {
    all.add(
        new Problem(
            problem.severity(),
            problem.code(),
            problem.location(),
            shortened(problem.message()),
            shortened(problem.mend())));
  }

  private static String shortened(String text) {
    String line = LINE_BREAK.matcher(text.strip()).replaceAll(" ");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  /** Adds something that stops the start. */
  public void error(String code, Location location, String message, String mend) {
    add(new Problem(Problem.Severity.ERROR, code, location, message, mend));
  }

  /** Adds something that the operator should know. */
  public void warning(String code, Location location, String message, String mend) {
    add(new Problem(Problem.Severity.WARNING, code, location, message, mend));
  }

  /** All problems so far, in the order they were found. */
  public List<Problem> list() {
    return List.copyOf(all);
  }

  /** All problems so far, by file, line and column. */
  public List<Problem> sorted() {
    return all.stream().sorted(BY_PLACE).toList();
  }

  /** How many of them stop the start. */
  public int errors() {
    return (int) all.stream().filter(Problem::isError).count();
  }

  /** Whether one of them stops the start. */
  public boolean hasErrors() {
    return all.stream().anyMatch(Problem::isError);
  }
}
