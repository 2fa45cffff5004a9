package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * HTTP ingest with durable answers, the client on the same cores: {@code IngestRun distribution
 * directory seconds}. First as fast as it goes, then at rates at which it should be at ease.
 */
final class IngestRun {

  private static final int CONNECTIONS = 64;

  /** So many requests until the JIT has little to do: its share in the next would be a third. */
  private static final int WARM = 500_000;

  private final ServerProcess server;
  private final long seconds;

  private IngestRun(ServerProcess server, long seconds) {
    this.server = server;
    this.seconds = seconds;
  }

  public static void main(String[] args) throws IOException {
    Path home = Path.of(args[0]);
    Path directory = Files.createDirectories(Path.of(args[1])).toAbsolutePath();
    // No pipeline at work beside it: what is measured is the edge and the log.
    Path topology = directory.resolve("topology.yaml");
    Files.writeString(
        topology, "streams:\n  " + Workload.INPUT + ": { partitions: 4, key: shopper.id }\n");
    try (ServerProcess server = ServerProcess.start(home, directory, topology)) {
      new IngestRun(server, Long.parseLong(args[2])).measure();
    }
  }

  private void measure() throws IOException {
    new HttpLoad(Workload.INPUT, 1).run(server.port(), CONNECTIONS, WARM);
    double most = measure("ingest-1", 1, 200_000, 0);
    // At half of the rate of this very run, whatever the machine is busy with.
    measure("ingest-1-half", 1, 100_000, Math.max(1, (int) (most / 2)));
    measure("ingest-100", 100, 20_000, 0);
    measure("ingest-100-at-200000", 100, 20_000, 2_000);
  }

  /**
   * One kind of requests.
   *
   * @param requests how many, if the seconds do not ask for more
   * @param perSecond at what rate; 0: as fast as they are answered
   * @return how many were answered each second
   */
  private double measure(String name, int events, int requests, int perSecond) throws IOException {
    HttpLoad load = new HttpLoad(Workload.INPUT, events);
    HttpLoad.Result warm = load.run(server.port(), CONNECTIONS, requests / 2, perSecond);
    int count = (int) Math.max(requests, seconds * warm.requestsPerSecond());
    double before = server.cpuSeconds();
    HttpLoad.Result result = load.run(server.port(), CONNECTIONS, count, perSecond);
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
        cpu * 1e6 / ((double) count * events),
        server.megabytes("VmHWM"));
    return result.requestsPerSecond();
  }
}
