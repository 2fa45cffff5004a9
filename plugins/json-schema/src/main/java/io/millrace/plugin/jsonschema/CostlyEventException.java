package io.millrace.plugin.jsonschema;

/** An event that would take too long, or too much stack, to validate. Carries no stack trace. */
final class CostlyEventException extends RuntimeException {

  private static final long serialVersionUID = 1;

  CostlyEventException(String message, Throwable cause) {
    super(message, cause, false, false);
  }
}
