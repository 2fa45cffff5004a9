package io.millrace.server.http;

import io.millrace.server.config.HttpConfig;
import io.millrace.server.http.transport.Background;
import io.millrace.server.http.transport.Desk;
import io.millrace.server.http.transport.Doorway;
import io.millrace.server.http.transport.PendingBytes;
import io.millrace.server.http.transport.Router;
import io.millrace.server.metrics.Meters;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.Backend;
import io.millrace.server.topology.Topology;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The HTTP server: {@link #start()}, then {@link #stop}. Safe for many threads. */
@Singleton
public final class HttpServer {

  /** So many bytes of answers may wait for their clients, all connections together. */
  private static final long MOST_OUTGOING = 48L << 20;

  private final HttpConfig config;
  private final Metrics metrics;
  private final PendingBytes pending;
  private final Desk desk;
  private final Background background = new Background();
  private final Doorway doorway;
  private final List<Metrics.Registration> gauges = new ArrayList<>();

  /** A server that serves all streams of a topology. Nothing is opened yet. */
  @Inject
  public HttpServer(
      HttpConfig config,
      Backend backend,
      Topology topology,
      Metrics metrics,
      HealthSource health,
      AdminViews views) {
    this.config = config;
    this.metrics = metrics;
    this.pending =
        new PendingBytes(
            Math.min(config.maxPending(), HttpConfig.bearable(Runtime.getRuntime().maxMemory())));
    Routes routes = new Routes(config, backend, topology, metrics, background);
    PendingBytes outgoing =
        new PendingBytes(Math.min(MOST_OUTGOING, Runtime.getRuntime().maxMemory() / 8));
    this.desk = new Desk(config, new Router(routes.list(health, views)), pending, outgoing);
    this.doorway = new Doorway(desk);
  }

  /**
   * Listens.
   *
   * @throws IOException if the address cannot be had; the message names it
   */
  public void start() throws IOException {
    InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
    if (address.isUnresolved()) {
      throw new IOException("http.address: " + config.host() + " is not known; change http.host");
    }
    doorway.open(address);
    gauges.add(metrics.gauge(Meters.HTTP_CONNECTIONS, doorway::connections));
    gauges.add(metrics.gauge(Meters.HTTP_PENDING_BYTES, pending::held));
  }

  /** The port that it listens on. */
  public int port() {
    return doorway.port();
  }

  /** The address that it listens on, for people: {@code http://127.0.0.1:8080}. */
  public String address() {
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    return "http://" + host + ":" + port();
  }

  /**
   * Takes no new connections, answers what is in hand, and ends.
   *
   * @param patience how long to wait for what is in hand; then connections are cut
   */
  public void stop(Duration patience) {
    desk.stop();
    gauges.forEach(Metrics.Registration::close);
    gauges.clear();
    doorway.close(patience);
    background.close();
  }
}
