package io.millrace.server;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.millrace.server.engine.Engine;
import io.millrace.server.http.AdminViews;
import io.millrace.server.http.HealthSource;
import io.millrace.server.stream.Backend;

/** What operators can ask the server. */
final class AdminModule extends AbstractModule {

  @Provides
  @Singleton
  HealthSource health(Engine engine, Backend backend) {
    return new ServerHealth(engine, backend);
  }

  @Provides
  @Singleton
  AdminViews views(Checked checked, Engine engine) {
    return new AdminViews(
        () -> TopologyView.of(checked.topology(), engine.states()),
        () -> PluginView.all(checked.plugins()));
  }
}
