package io.millrace.server.codec.failure;

import java.util.Locale;

/** What the server was about to do with an event when it failed. */
public enum Attempted {
  DECODE,
  VALIDATE,
  ENRICH,
  TRANSFORM,
  ROUTE,
  ENCODE,
  DELIVER;

  /** The word in failure records: {@code validate}. */
  public String verb() {
    return name().toLowerCase(Locale.ROOT);
  }
}
