package io.millrace.server.codec.body;

import org.jspecify.annotations.Nullable;

/** A stream's codec cannot be made; the message tells an operator why and what to mend. */
public final class CodecException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CodecException(String message) {
    super(message);
  }

  public CodecException(String message, @Nullable Exception cause) {
    super(message, cause);
  }
}
