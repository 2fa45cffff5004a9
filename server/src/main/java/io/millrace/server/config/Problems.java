package io.millrace.server.config;

import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong, so that all of it is said at once. For one thread. */
public final class Problems {

  private final List<Problem> list = new ArrayList<>();

  /** Adds something that stops the start. */
  public void error(String code, Location location, String message, String mend) {
    list.add(new Problem(Problem.Severity.ERROR, code, location, message, mend));
  }

  /** Adds something that the operator should know. */
  public void warning(String code, Location location, String message, String mend) {
    list.add(new Problem(Problem.Severity.WARNING, code, location, message, mend));
  }

  /** All problems so far, in the order they were found. */
  public List<Problem> list() {
    return List.copyOf(list);
  }

  /** Whether one of them stops the start. */
  public boolean hasErrors() {
    return list.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
  }
}
