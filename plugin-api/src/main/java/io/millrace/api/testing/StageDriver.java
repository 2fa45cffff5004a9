package io.millrace.api.testing;

import static java.util.Objects.requireNonNull;

import io.millrace.api.Enricher;
import io.millrace.api.Plugin;
import io.millrace.api.Sink;
import io.millrace.api.StageFactory;
import io.millrace.api.Transformer;
import io.millrace.api.Validator;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Drives the stages of a plugin in its author's tests as the server would.
 *
 * <p>The stages it hands out pass every call to the real ones, and throw an {@link AssertionError}
 * that names the broken rule where a stage breaks its contract: where the server would record a
 * {@link io.millrace.api.Failure.Kind#DEFECT}. A {@link io.millrace.api.PathConflictException}
 * becomes the failure {@code field.conflict}, as in the server. Closing the driver closes the
 * stages and their factories, if they are {@link AutoCloseable}.
 *
 * <p>The factories are made once, as in a server, so stages made by one driver share what their
 * factory holds.
 */
public final class StageDriver implements AutoCloseable {

  private final TestingContext context;
  private final List<StageFactory<?, Validator>> validators;
  private final List<StageFactory<?, Enricher>> enrichers;
  private final List<StageFactory<?, Transformer>> transformers;
  private final List<StageFactory<?, Sink>> sinks;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());

  private StageDriver(Plugin plugin, TestingContext context) {
    this.context = requireNonNull(context, "context");
    this.validators = plugin.validators();
    this.enrichers = plugin.enrichers();
    this.transformers = plugin.transformers();
    this.sinks = plugin.sinks();
  }

  /** Drives a plugin's stages in {@link TestingContext#create()}. */
  public static StageDriver of(Plugin plugin) {
    return new StageDriver(plugin, TestingContext.create());
  }

  /** Drives a plugin's stages in a context. */
  public static StageDriver of(Plugin plugin, TestingContext context) {
    return new StageDriver(plugin, context);
  }

  /** The context that stages are made with; its clock can be set. */
  public TestingContext context() {
    return context;
  }

  /**
   * Makes a validator.
   *
   * @param name the factory's name
   * @param settings of the factory's settings record
   * @throws Exception what the factory throws
   */
  public Validator validator(String name, Record settings) throws Exception {
    Validator validator = create(validators, name, settings);
    return event -> CheckedCalls.validate(validator, event);
  }

  /**
   * Makes an enricher.
   *
   * @param name the factory's name
   * @param settings of the factory's settings record
   * @throws Exception what the factory throws
   */
  public Enricher enricher(String name, Record settings) throws Exception {
    Enricher enricher = create(enrichers, name, settings);
    return event -> CheckedCalls.enrich(enricher, event);
  }

  /**
   * Makes a transformer.
   *
   * @param name the factory's name
   * @param settings of the factory's settings record
   * @throws Exception what the factory throws
   */
  public Transformer transformer(String name, Record settings) throws Exception {
    Transformer transformer = create(transformers, name, settings);
    return event -> CheckedCalls.transform(transformer, event);
  }

  /**
   * Makes a sink.
   *
   * @param name the factory's name
   * @param settings of the factory's settings record
   * @throws Exception what the factory throws
   */
  public Sink sink(String name, Record settings) throws Exception {
    return new CheckedSink(create(sinks, name, settings));
  }

  private <T> T create(List<StageFactory<?, T>> factories, String name, Record settings)
      throws Exception {
    for (StageFactory<?, T> factory : factories) {
      if (factory.name().equals(name)) {
        return create(factory, settings);
      }
    }
    throw new AssertionError(
        "there is no factory '"
            + name
            + "', only "
            + factories.stream().map(StageFactory::name).toList());
  }

  private <S extends Record, T> T create(StageFactory<S, T> factory, Record settings)
      throws Exception {
    if (!factory.settings().isInstance(settings)) {
      throw new AssertionError(
          "the settings of " + factory.name() + " are " + factory.settings() + ", not " + settings);
    }
    closeLater(factory);
    T stage = factory.create(factory.settings().cast(settings), context);
    if (stage == null) {
      throw new AssertionError("the factory " + factory.name() + " returned null");
    }
    closeLater(stage);
    return stage;
  }

  private void closeLater(Object object) {
    if (object instanceof AutoCloseable closeable && known.add(object)) {
      open.addFirst(closeable);
    }
  }

  /** Closes what it made, the newest first: the stages of a factory before the factory. */
  @Override
  public void close() {
    AssertionError broken = null;
    while (!open.isEmpty()) {
      AutoCloseable closeable = open.removeFirst();
      try {
        closeable.close();
      } catch (Exception e) {
        broken = broken == null ? new AssertionError("closing " + closeable + " threw", e) : broken;
      }
    }
    if (broken != null) {
      throw broken;
    }
  }
}
