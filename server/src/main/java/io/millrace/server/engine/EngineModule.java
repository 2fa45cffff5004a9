package io.millrace.server.engine;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.millrace.api.StageContext.ServerInfo;
import io.millrace.server.config.EngineConfig;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.Limits;
import java.time.InstantSource;
import java.util.function.Consumer;

/** The engine. */
public final class EngineModule extends AbstractModule {

  private final Consumer<Throwable> fatal;

  /**
   * The engine.
   *
   * @param fatal is told when the process must end; see {@link Engine}
   */
  public EngineModule(Consumer<Throwable> fatal) {
    this.fatal = fatal;
  }

  @Provides
  @Singleton
  Engine engine(
      Backend backend,
      EngineSettings settings,
      ServerInfo server,
      InstantSource clock,
      Metrics metrics) {
    return new Engine(backend, settings, server, clock, metrics, fatal);
  }

  @Provides
  @Singleton
  EngineSettings settings(EngineConfig config) {
    return new EngineSettings(
        config.workersOrCores(),
        new Limits(config.roundRecords(), config.roundBytes()),
        2 * config.roundBytes(),
        config.commitsInFlight(),
        config.retry().initial(),
        config.retry().max(),
        config.maxFanOut(),
        config.callTimeout(),
        config.drainTimeout());
  }
}
