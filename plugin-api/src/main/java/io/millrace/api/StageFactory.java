package io.millrace.api;

import java.util.Objects;

/**
 * Makes the stages of one name, such as {@code json-schema}, from their settings.
 *
 * <p>There is one factory object in a server, so what is costly and can be shared between workers
 * (a table, a compiled schema, a connection pool) is held by the factory; what it shares must be
 * safe for many threads. If a factory is {@link AutoCloseable}, it is closed when the server stops,
 * after all its stages.
 *
 * @param <S> the settings, a record: see {@link Setting} for what its components may be
 * @param <T> what is made: a {@link Validator}, {@link Enricher}, {@link Transformer} or {@link
 *     Sink}
 */
public interface StageFactory<S extends Record, T> {

  /** What the topology calls it: lower-case words joined by {@code -}. */
  String name();

  /** The class of the settings record. */
  Class<S> settings();

  /**
   * Makes one stage. Called once for each worker at start, and once by {@code check} to find
   * mistakes early; so it must not change anything outside. Several threads may call it at once.
   *
   * @param settings the settings, bound from the topology's YAML and complete
   * @param context where the stage stands
   * @return the stage
   * @throws Exception if the settings make no sense or something they name is not there; the
   *     message is shown to the operator, at the stage's place in the YAML. This is the only method
   *     of the API that may throw.
   */
  T create(S settings, StageContext context) throws Exception;

  /**
   * A factory from its parts.
   *
   * @param name what the topology calls it
   * @param settings the class of the settings record
   * @param creator makes the stage
   * @param <S> the settings
   * @param <T> what is made
   */
  static <S extends Record, T> StageFactory<S, T> of(
      String name, Class<S> settings, Creator<S, T> creator) {
    return new SimpleStageFactory<>(name, settings, creator);
  }

  /**
   * Makes a stage from its settings.
   *
   * @param <S> the settings
   * @param <T> what is made
   */
  @FunctionalInterface
  interface Creator<S extends Record, T> {
    /** As {@link StageFactory#create}. */
    T create(S settings, StageContext context) throws Exception;
  }
}

/** What {@link StageFactory#of} returns. */
record SimpleStageFactory<S extends Record, T>(
    String name, Class<S> settings, StageFactory.Creator<S, T> creator)
    implements StageFactory<S, T> {

  SimpleStageFactory {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(creator, "creator");
  }

  @Override
  public T create(S settings, StageContext context) throws Exception {
    return creator.create(settings, context);
  }
}
