package io.millrace.server.engine;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.millrace.server.config.EngineConfig;
import io.millrace.server.stream.Limits;

/** The engine. */
public final class EngineModule extends AbstractModule {

  @Override
  protected void configure() {
    bind(Engine.class).in(Singleton.class);
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
        config.callTimeout(),
        config.drainTimeout());
  }
}
