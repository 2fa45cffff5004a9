package io.millrace.server.plugin.stage;

import io.millrace.api.Enricher;
import io.millrace.api.Sink;
import io.millrace.api.StageContext;
import io.millrace.api.StageFactory;
import io.millrace.api.Transformer;
import io.millrace.api.Validator;
import io.millrace.server.plugin.load.ApiLinks;
import io.millrace.server.plugin.load.Breakage;
import io.millrace.server.plugin.load.LoadedPlugin;
import io.millrace.server.plugin.load.LoadedPlugin.Offered;
import io.millrace.server.plugin.load.Patience;
import io.millrace.server.plugin.load.PluginFault;
import io.millrace.server.plugin.text.Fatal;
import io.millrace.server.plugin.text.Secrets;
import io.millrace.server.plugin.text.Text;
import io.millrace.server.plugin.text.TraceLog;
import io.millrace.server.topology.StageDefinition;
import java.io.IOException;
import java.util.Optional;

/** One configured stage, its settings bound, not created yet. Safe for many threads. */
public final class StagePlan {

  /** How many events a transformer may make of one unless configured. */
  public static final int DEFAULT_FAN_OUT = 10_000;

  private final StageDefinition definition;
  private final LoadedPlugin plugin;
  private final Offered offered;
  private final Record settings;
  private final Secrets secrets;
  private final TraceLog traces;

  public StagePlan(
      StageDefinition definition,
      LoadedPlugin plugin,
      Offered offered,
      Record settings,
      Secrets secrets) {
    this.definition = definition;
    this.plugin = plugin;
    this.offered = offered;
    this.settings = settings;
    this.secrets = secrets;
    this.traces = new TraceLog(toString(), secrets, System::nanoTime);
  }

  /** What its plugin must not tell. */
  Secrets secrets() {
    return secrets;
  }

  /** What stands in the topology. */
  public StageDefinition definition() {
    return definition;
  }

  /** The name of the plugin that offers the stage. */
  public String pluginName() {
    return plugin.description().name().orElseThrow();
  }

  /** The version of the plugin that offers the stage. */
  public String pluginVersion() {
    return plugin.description().version().orElseThrow();
  }

  /** As {@link #create(StageContext, int)}, with {@link #DEFAULT_FAN_OUT}. */
  public GuardedStage create(StageContext context) throws StageCreationException {
    return create(context, DEFAULT_FAN_OUT);
  }

  /**
   * Creates the stage for one worker. The plugin does so in a thread of its own, so that one that
   * never ends is named.
   *
   * @param context where the stage stands
   * @param fanOut how many events a transformer may make of one
   * @throws StageCreationException if the plugin throws or breaks its word; the message is for the
   *     operator and belongs to the place of {@link #definition}
   */
  public GuardedStage create(StageContext context, int fanOut) throws StageCreationException {
    Object stage = made(context);
    return switch (definition.kind()) {
      case VALIDATE -> new GuardedValidator(of(Validator.class, stage), this, perEvent());
      case ENRICH -> new GuardedEnricher(of(Enricher.class, stage), this, perEvent());
      case TRANSFORM ->
          new GuardedTransformer(of(Transformer.class, stage), this, perEvent(), fanOut);
      case DELIVER ->
          new GuardedSink(
              of(Sink.class, stage), this, Guard.ofBatches(plugin.loader(), traces, secrets));
    };
  }

  /**
   * Closes one of its stages that is in no worker's hands, in a thread of its own, so that one that
   * never ends is named.
   *
   * @throws StageCreationException if it does not end; the message is for the operator and belongs
   *     to the place of {@link #definition}
   */
  public void close(GuardedStage stage) throws StageCreationException {
    try {
      Patience.await(
          plugin.patience().close(),
          "close of " + this,
          plugin.loader(),
          () -> {
            stage.close();
            return true;
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageCreationException(this + ": interrupted while it was closed", e);
    } catch (Throwable e) {
      Fatal.rethrow(e);
      throw new StageCreationException(this + ": " + reason("close", e), secrets.in(e));
    }
  }

  private Guard perEvent() {
    return Guard.ofEvents(plugin.loader(), traces, secrets);
  }

  private Object made(StageContext context) throws StageCreationException {
    try {
      Optional<Object> stage =
          Patience.await(
              plugin.patience().create(),
              "create of " + this,
              plugin.loader(),
              () -> Optional.ofNullable(create(offered.factory(), context)));
      return stage.orElseThrow(() -> new StageCreationException(this + ": create returned null"));
    } catch (StageCreationException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageCreationException(this + ": interrupted while it was created", e);
    } catch (Throwable e) {
      Fatal.rethrow(e);
      throw new StageCreationException(this + ": " + reason("create", e), secrets.in(e));
    }
  }

  /** The settings are of the class that the factory asked for. */
  @SuppressWarnings("unchecked")
  private <S extends Record> Object create(StageFactory<S, ?> factory, StageContext context)
      throws Exception {
    return factory.create((S) settings, context);
  }

  /** A message that the author wrote for the operator, or what it means that there is none. */
  private String reason(String call, Throwable thrown) {
    String message = Text.message(thrown, secrets);
    boolean notForOperators =
        message.isEmpty()
            || thrown instanceof Error
            || thrown instanceof ClassNotFoundException
            || thrown instanceof Patience.Exhausted;
    if (notForOperators) {
      PluginFault fault = Breakage.of(plugin.description().file(), call, thrown);
      return secrets.in(fault.reason()) + "; " + fault.mend();
    }
    return speaksForItself(thrown) ? message : Text.of(thrown, secrets);
  }

  /**
   * The JDK's messages want their type: that of a NoSuchFileException is a file name. Those of a
   * plain IOException are sentences.
   */
  private static boolean speaksForItself(Throwable thrown) {
    return thrown.getClass() == IOException.class
        || thrown instanceof IllegalArgumentException
        || thrown instanceof IllegalStateException
        || !thrown.getClass().getName().startsWith("java.");
  }

  private <T> T of(Class<T> type, Object stage) throws StageCreationException {
    if (!type.isInstance(stage)) {
      String made = Text.bounded(stage.getClass().getName());
      throw new StageCreationException(
          this + ": create returned a " + made + ", which is no " + type.getName());
    }
    Optional<String> missing = ApiLinks.unimplemented(stage, type);
    if (missing.isPresent()) {
      throw new StageCreationException(
          this
              + ": "
              + stage.getClass().getName()
              + " does not have "
              + missing.get()
              + "; build the plugin against the plugin API of this server");
    }
    return type.cast(stage);
  }

  /** For people: {@code validator 'json-schema' of plugin json-schema 0.1.0}. */
  @Override
  public String toString() {
    String named =
        definition.name().equals(definition.uses()) ? "" : " (" + definition.name() + ")";
    return offered.offer() + named + " of plugin " + pluginName() + " " + pluginVersion();
  }
}
