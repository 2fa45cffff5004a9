package io.millrace.server.http;

import io.millrace.server.config.HttpConfig;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.Backend;
import io.millrace.server.topology.StreamDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server for {@link HttpLoad}, over a file that is given, that ends with its standard input. */
final class HttpLoadServer {

  private HttpLoadServer() {}

  public static void main(String[] args) throws IOException {
    HttpConfig config = new TestingHttpConfig().build();
    try (Backend backend = new SyncedBackend(Path.of(args[0]));
        Metrics metrics = new Metrics()) {
      backend.declare(
          TestingStreams.topology().streams().values().stream()
              .map(StreamDefinition::spec)
              .toList());
      HttpServer server =
          new HttpServer(
              config,
              backend,
              TestingStreams.topology(),
              metrics,
              () -> new HealthSource.Health(List.of()),
              new AdminViews(List::of, List::of));
      server.start();
      System.out.println(server.port());
      while (System.in.read() >= 0) {
        // until the end
      }
      server.stop(Duration.ofSeconds(1));
    }
  }
}
