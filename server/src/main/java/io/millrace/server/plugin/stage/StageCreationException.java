package io.millrace.server.plugin.stage;

/** A stage could not be created. The message is for the operator, at the stage's place. */
public final class StageCreationException extends Exception {

  private static final long serialVersionUID = 1L;

  StageCreationException(String message, Throwable cause) {
    super(message, cause);
  }

  StageCreationException(String message) {
    super(message);
  }
}
