package io.millrace.server.topology;

import java.util.Locale;

/** The kinds of stage; the topology's key for each is the verb. */
public enum StageKind {
  VALIDATE,
  ENRICH,
  TRANSFORM,
  DELIVER;

  /** The word in YAML, metrics and failure records: {@code validate}. */
  public String verb() {
    return name().toLowerCase(Locale.ROOT);
  }
}
