package io.millrace.server.config.yaml;

import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problem;

/** Ends the reading of a YAML text that cannot be read any further. */
final class YamlFault extends Exception {

  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  YamlFault(String code, Location location, String message, String mend) {
    super(message, null, false, false);
    this.problem = new Problem(Problem.Severity.ERROR, code, location, message, mend);
  }

  Problem problem() {
    return problem;
  }
}
