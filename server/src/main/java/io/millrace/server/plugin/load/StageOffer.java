package io.millrace.server.plugin.load;

import io.millrace.server.topology.StageKind;

/**
 * One stage that a plugin offers.
 *
 * @param kind what it does
 * @param name what the topology calls it
 * @param settings the class of its settings record
 */
public record StageOffer(StageKind kind, String name, Class<? extends Record> settings) {

  /** What a stage of a kind is called: {@code validator}. */
  public static String noun(StageKind kind) {
    return switch (kind) {
      case VALIDATE -> "validator";
      case ENRICH -> "enricher";
      case TRANSFORM -> "transformer";
      case DELIVER -> "sink";
    };
  }

  /** For people: {@code validator 'json-schema'}. */
  @Override
  public String toString() {
    return noun(kind) + " '" + name + "'";
  }
}
