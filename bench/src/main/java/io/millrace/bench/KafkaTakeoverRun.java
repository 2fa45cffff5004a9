package io.millrace.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * Two servers under a steady load are joined by a third: {@code KafkaTakeoverRun bootstrap
 * distribution directory}. A key is in the partition of the same number before and behind the
 * pipeline, so the output tells of each partition how long it stood still.
 */
final class KafkaTakeoverRun {

  private static final int BEFORE = 2;
  private static final int SHARE = KafkaServers.PARTITIONS / (BEFORE + 1);
  private static final long WARM_MILLIS = 10_000;
  private static final long AFTER_MILLIS = 10_000;
  private static final long USUAL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private KafkaTakeoverRun() {}

  public static void main(String[] args) throws Exception {
    KafkaServers.Place place = KafkaServers.Place.of(args[0], args[1], args[2]);
    int partitions = KafkaServers.PARTITIONS;
    try (KafkaServers servers =
            KafkaServers.onEmpty(place, partitions, List.of("engine.workers=1"));
        Admin admin = place.admin()) {
      servers.start(BEFORE);
      servers.awaitShares(admin, partitions, 1);
      try (SteadyLoad load = new SteadyLoad(place.bootstrap(), servers.input());
          CommittedReader reader =
              new CommittedReader(place.bootstrap(), servers.output(), partitions)) {
        Thread.sleep(WARM_MILLIS);
        System.out.println(join(servers, admin, reader));
        reader.await(load.stop());
      }
    }
  }

  private static String join(KafkaServers servers, Admin admin, CommittedReader reader)
      throws Exception {
    Map<String, Set<Integer>> before = servers.awaitShares(admin, KafkaServers.PARTITIONS, 1);
    long launched = System.nanoTime();
    servers.launch();
    Map<String, Set<Integer>> after = servers.awaitShares(admin, KafkaServers.PARTITIONS, SHARE);
    long owned = System.nanoTime();
    servers.awaitReady();
    Thread.sleep(AFTER_MILLIS);
    long end = System.nanoTime();
    Set<Integer> kept = new TreeSet<>();
    before.forEach((server, share) -> kept.addAll(both(share, after.get(server))));
    Set<Integer> moved = reader.all();
    moved.removeAll(kept);
    return String.format(
        Locale.ROOT,
        "{\"workload\":\"kafka-takeover\",\"shareSeconds\":%.2f,\"longestStopOfKeptSeconds\":%.2f,"
            + "\"longestStopOfMovedSeconds\":%.2f,\"longestStopBeforeSeconds\":%.2f,"
            + "\"partitionsKept\":%d,\"partitionsApart\":%d}",
        (owned - launched) / 1e9,
        reader.silenceOfOne(kept, launched, end),
        reader.silenceOfOne(moved, launched, end),
        reader.silenceOfOne(reader.all(), launched - USUAL_NANOS, launched),
        kept.size(),
        KafkaServers.apart(after));
  }

  private static Set<Integer> both(Set<Integer> one, Set<Integer> other) {
    Set<Integer> both = new TreeSet<>(one);
    both.retainAll(other);
    return both;
  }
}
