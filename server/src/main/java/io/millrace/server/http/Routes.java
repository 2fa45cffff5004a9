package io.millrace.server.http;

import io.millrace.server.config.HttpConfig;
import io.millrace.server.http.ingest.Idempotency;
import io.millrace.server.http.ingest.IngestHandler;
import io.millrace.server.http.streams.EventsHandler;
import io.millrace.server.http.streams.ReadHandler;
import io.millrace.server.http.streams.StreamDirectory;
import io.millrace.server.http.streams.StreamsHandler;
import io.millrace.server.http.transport.Background;
import io.millrace.server.http.transport.Handler;
import io.millrace.server.http.transport.Route;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.Backend;
import io.millrace.server.topology.Topology;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;

/** Every address of the server. */
final class Routes {

  private final HttpConfig config;
  private final Metrics metrics;
  private final Background background;
  private final StreamDirectory streams;

  Routes(
      HttpConfig config,
      Backend backend,
      Topology topology,
      Metrics metrics,
      Background background) {
    this.config = config;
    this.metrics = metrics;
    this.background = background;
    this.streams = new StreamDirectory(topology, backend);
  }

  List<Route> list(HealthSource health, AdminViews views) {
    Idempotency idempotency = new Idempotency(streams.backend(), background);
    StreamsHandler shown = new StreamsHandler(streams, background);
    AdminHandlers admin = new AdminHandlers(background);
    return List.of(
        route(
            HttpMethod.POST,
            "/streams/{stream}",
            new IngestHandler(streams, config, metrics, idempotency)),
        get("/streams", shown::list),
        get("/streams/{stream}", shown::one),
        get("/streams/{stream}/partitions/{partition}", new ReadHandler(streams, background)),
        get("/streams/{stream}/events", new EventsHandler(streams, config, background)),
        get("/metrics", exchange -> admin.metrics(metrics, exchange)),
        open("/health/live", AdminHandlers::live),
        open("/health/ready", exchange -> AdminHandlers.ready(health, exchange)),
        get("/topology", exchange -> admin.view(views.topology(), exchange)),
        get("/plugins", exchange -> admin.view(views.plugins(), exchange)),
        get("/", AdminHandlers::welcome));
  }

  private Route get(String template, Handler handler) {
    return route(HttpMethod.GET, template, handler);
  }

  private Route open(String template, Handler handler) {
    return new Route(metrics, HttpMethod.GET, template, true, handler);
  }

  private Route route(HttpMethod method, String template, Handler handler) {
    return new Route(metrics, method, template, false, handler);
  }
}
