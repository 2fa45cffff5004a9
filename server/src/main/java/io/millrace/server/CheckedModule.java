package io.millrace.server;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import io.millrace.api.StageContext.ServerInfo;
import io.millrace.server.config.EngineConfig;
import io.millrace.server.config.HttpConfig;
import io.millrace.server.http.HttpServer;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.topology.Topology;
import java.time.InstantSource;

/** What was read before the start, part by part, and what needs nothing else. */
final class CheckedModule extends AbstractModule {

  private final Checked checked;

  CheckedModule(Checked checked) {
    this.checked = checked;
  }

  @Override
  protected void configure() {
    bind(Checked.class).toInstance(checked);
    bind(EngineConfig.class).toInstance(checked.config().engine());
    bind(HttpConfig.class).toInstance(checked.config().http());
    bind(Topology.class).toInstance(checked.topology());
    bind(ServerInfo.class).toInstance(checked.info());
    bind(InstantSource.class).toInstance(InstantSource.system());
    bind(Metrics.class).in(Singleton.class);
    bind(HttpServer.class).in(Singleton.class);
    bind(MillraceServer.class).in(Singleton.class);
  }
}
