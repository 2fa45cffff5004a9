package io.millrace.bench;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A server under a steady load is killed with -9 and started again at once, five times: {@code
 * KafkaRecoveryRun bootstrap distribution directory label}. A line for each time.
 */
final class KafkaRecoveryRun {

  private static final int TIMES = 5;
  private static final long SETTLE_MILLIS = 5_000;

  /** What comes sooner than this after the new start was committed by the one that was killed. */
  private static final long IN_FLIGHT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private KafkaRecoveryRun() {}

  public static void main(String[] args) throws Exception {
    KafkaServers.Place place = KafkaServers.Place.of(args[0], args[1], args[2]);
    int partitions = Workload.PARTITIONS;
    try (KafkaServers servers = KafkaServers.onEmpty(place, partitions, List.of())) {
      servers.start(1);
      try (SteadyLoad load = new SteadyLoad(place.bootstrap(), servers.input());
          CommittedReader reader =
              new CommittedReader(place.bootstrap(), servers.output(), partitions)) {
        reader.awaitEach(System.nanoTime());
        for (int i = 0; i < TIMES; i++) {
          Thread.sleep(SETTLE_MILLIS);
          System.out.println(killAndStart(servers, reader, args[3]));
        }
        reader.await(load.stop());
      }
    }
  }

  private static String killAndStart(KafkaServers servers, CommittedReader reader, String label)
      throws Exception {
    long before = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);
    servers.kill();
    long launched = System.nanoTime();
    double readySeconds = servers.startAgain();
    reader.awaitEach(System.nanoTime());
    Thread.sleep(SETTLE_MILLIS);
    long end = System.nanoTime();
    long first = reader.firstAfter(launched + IN_FLIGHT_NANOS);
    return String.format(
        Locale.ROOT,
        "{\"workload\":\"%s\",\"firstOutputSeconds\":%.2f,\"longestSilenceSeconds\":%.2f,"
            + "\"longestSilenceOfAPartitionSeconds\":%.2f,\"readySeconds\":%.2f}",
        label,
        (first - launched) / 1e9,
        reader.silence(before, end),
        reader.silenceOfOne(reader.all(), before, end),
        readySeconds);
  }
}
