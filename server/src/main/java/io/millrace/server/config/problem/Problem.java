package io.millrace.server.config.problem;

/**
 * One thing that is wrong with what an operator wrote.
 *
 * @param severity whether it stops the start
 * @param code stable, such as {@code config.unknown-key}
 * @param location where
 * @param message what is wrong, one sentence without secrets
 * @param mend the edit that mends it, one sentence; empty if there is none to tell
 */
public record Problem(
    Severity severity, String code, Location location, String message, String mend) {

  /** Whether a problem stops the start. */
  public enum Severity {
    ERROR,
    WARNING
  }

  /** Whether it stops the start. */
  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /**
   * For people: {@code conf/topology.yaml:12:7: error: no stream 'ordres'; did you mean 'orders'?}.
   */
  @Override
  public String toString() {
    String what = location + ": " + (isError() ? "error" : "warning") + ": ";
    return what + message + (mend.isEmpty() ? "" : "; " + mend) + " [" + code + "]";
  }
}
