package io.millrace.server;

import com.google.inject.Guice;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import io.millrace.server.engine.Engine;
import io.millrace.server.engine.EngineModule;
import io.millrace.server.http.HttpServer;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.plugin.stage.StageCreationException;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.topology.StreamDefinition;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The whole server. {@link #start} reads top to bottom, {@link #stop} is its reverse. For one
 * thread.
 */
public final class MillraceServer {

  private static final Duration HTTP_PATIENCE = Duration.ofSeconds(5);

  private final Checked checked;
  private final Backend backend;
  private final Engine engine;
  private final HttpServer http;
  private final Metrics metrics;

  @Inject
  MillraceServer(
      Checked checked, Backend backend, Engine engine, HttpServer http, Metrics metrics) {
    this.checked = checked;
    this.backend = backend;
    this.engine = engine;
    this.http = http;
    this.metrics = metrics;
  }

  /**
   * Puts a server together; it has the data directory from now on, so {@link #stop} must follow.
   *
   * @param checked what to run; closed by {@link #stop}
   * @param fatal is told when nothing can be trusted any more; ends the process, does not return
   * @throws BackendException if the streams cannot be had, as when another server has the data
   *     directory; {@code checked} is closed then
   */
  public static MillraceServer of(Checked checked, Consumer<Throwable> fatal) {
    try {
      return Guice.createInjector(
              Stage.DEVELOPMENT,
              new CheckedModule(checked),
              new BackendModule(checked.config(), fatal),
              new EngineModule(fatal),
              new AdminModule())
          .getInstance(MillraceServer.class);
    } catch (ProvisionException e) {
      checked.close();
      if (e.getCause() instanceof BackendException refused) {
        throw refused;
      }
      throw e;
    }
  }

  /** Starts everything; events are taken when this returns. */
  public void start() throws StoredStreamsException, StageCreationException, IOException {
    StoredStreamsException.check(checked.topology(), backend);
    backend.declare(
        checked.topology().streams().values().stream().map(StreamDefinition::spec).toList());
    engine.start(checked.plans());
    http.start();
  }

  /** Where it can be reached: {@code http://127.0.0.1:8080}. */
  public String address() {
    return http.address();
  }

  /** The stage that ends the process by {@code System.exit}, for a shutdown hook. */
  public Optional<String> endedBy() {
    return engine.endedBy();
  }

  /** Takes nothing new, finishes what is in hand, and gives everything back. */
  public void stop() {
    http.stop(HTTP_PATIENCE);
    engine.stop();
    backend.close();
    checked.close();
    metrics.close();
  }
}
