package io.millrace.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Runs the distribution with its own topology under a bounded load, and looks now and then whether
 * anything grows: {@code SoakRun distribution directory minutes requestsPerSecond}. Each request
 * has all sample orders, the broken ones too; the connections of one interval are new ones. Ends
 * with 1 if something grows.
 */
final class SoakRun {

  private static final int CONNECTIONS = 16;

  /** Enough for three thirds that have a median each. */
  private static final int SAMPLES = 30;

  private static final int SHORTEST_SECONDS = 10;
  private static final int READERS = 20;

  private SoakRun() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path home = Path.of(args[0]);
    Path directory = Files.createDirectories(Path.of(args[1])).toAbsolutePath();
    int seconds = Integer.parseInt(args[2]) * 60;
    int rate = Integer.parseInt(args[3]);
    byte[] orders = Files.readAllBytes(home.resolve("conf/samples/orders.ndjson"));
    HttpLoad load = new HttpLoad("raw-orders", "application/x-ndjson", orders);
    List<ServerSample> samples = new ArrayList<>();
    try (ServerProcess server =
        ServerProcess.start(home, directory, home.resolve("conf/topology.yaml"))) {
      ServerSample.Client client =
          new ServerSample.Client(server.port(), HttpClient.newHttpClient());
      long start = System.nanoTime();
      int interval = Math.max(SHORTEST_SECONDS, seconds / SAMPLES);
      System.out.println(ServerSample.HEADER);
      while (elapsed(start) < seconds) {
        HttpLoad.Result result = load.run(server.port(), CONNECTIONS, rate * interval, rate);
        client.readAndLeave(READERS);
        ServerSample sample = client.look(server.pid(), elapsed(start));
        samples.add(sample);
        System.out.printf(Locale.ROOT, "%s %9d%n", sample, result.refused());
      }
    }
    List<String> grown = new ArrayList<>();
    for (ServerSample.Series series : ServerSample.Series.all()) {
      Optional<String> growth = series.growth(samples);
      System.out.println(series.words() + ": " + growth.orElse("does not grow"));
      growth.ifPresent(grown::add);
    }
    System.exit(grown.isEmpty() ? 0 : 1);
  }

  private static long elapsed(long start) {
    return (System.nanoTime() - start) / 1_000_000_000;
  }
}
