package io.millrace.server.stream.kafka;

/** A transaction was asked to commit, and nobody has said whether it did. */
final class UnknownOutcomeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnknownOutcomeException(RuntimeException cause) {
    super("it is not known whether a transaction was committed: " + cause.getMessage(), cause);
  }
}
