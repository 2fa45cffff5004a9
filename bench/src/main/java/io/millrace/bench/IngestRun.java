package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * HTTP ingest with durable answers into a server whose pipeline works on what comes in, the client
 * on the same cores: {@code IngestRun distribution directory}.
 */
final class IngestRun {

  private static final int CONNECTIONS = 64;

  private IngestRun() {}

  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[1])).toAbsolutePath();
    Path home = Path.of(args[0]);
    // No pipeline at work beside it: what is measured is the edge and the log.
    Path topology = directory.resolve("topology.yaml");
    Files.writeString(
        topology, "streams:\n  raw-orders: { partitions: 4, format: json, key: shopper.id }\n");
    try (ServerProcess server = ServerProcess.start(home, directory, topology)) {
      measure(server, "ingest-1", 1, 200_000, 0);
      measure(server, "ingest-100", 100, 20_000, 0);
      measure(server, "ingest-100-at-200000", 100, 20_000, 2_000);
    }
  }

  private static void measure(
      ServerProcess server, String name, int events, int requests, int perSecond)
      throws IOException {
    HttpLoad load = new HttpLoad(Workload.INPUT, events);
    load.run(server.port(), CONNECTIONS, requests / 2, perSecond);
    double before = server.cpuSeconds();
    HttpLoad.Result result = load.run(server.port(), CONNECTIONS, requests, perSecond);
    double cpu = server.cpuSeconds() - before;
    System.out.printf(
        Locale.ROOT,
        "{\"workload\":\"%s\",\"requestsPerSecond\":%.0f,\"eventsPerSecond\":%.0f,"
            + "\"p50Millis\":%.2f,\"p99Millis\":%.2f,\"notAccepted\":%d,"
            + "\"serverCpuMicrosPerEvent\":%.2f,\"serverPeakMemoryMegabytes\":%d}%n",
        name,
        result.requestsPerSecond(),
        result.requestsPerSecond() * events,
        result.percentileMillis(0.50),
        result.percentileMillis(0.99),
        result.refused(),
        cpu * 1e6 / ((double) requests * events),
        server.megabytes("VmHWM"));
  }
}
