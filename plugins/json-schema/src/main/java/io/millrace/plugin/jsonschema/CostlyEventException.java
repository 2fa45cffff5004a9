package io.millrace.plugin.jsonschema;

import com.networknt.schema.SchemaException;

/**
 * An event that would take too long, or too much stack, to validate. Carries no stack trace. The
 * library writes an error into the log for whatever a pattern throws, but for its own exceptions.
 */
final class CostlyEventException extends SchemaException {

  private static final long serialVersionUID = 1;

  CostlyEventException(String message, Throwable cause) {
    super(message);
    initCause(cause);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
