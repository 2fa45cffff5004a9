package io.millrace.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/**
 * A backlog that 1, then 2, then 3 servers work off, one worker each: {@code KafkaScaleRun
 * bootstrap events distribution directory}. It is counted from when all of them are ready and own
 * something. How far they are is what their group has committed; at the end, what a reader of
 * committed records finds must be all events, each once.
 */
final class KafkaScaleRun {

  private static final int MOST = 3;
  private static final List<String> SETTINGS = List.of("engine.workers=1");

  private final KafkaServers.Place place;
  private final long events;

  private KafkaScaleRun(KafkaServers.Place place, long events) {
    this.place = place;
    this.events = events;
  }

  public static void main(String[] args) throws Exception {
    KafkaScaleRun run =
        new KafkaScaleRun(
            KafkaServers.Place.of(args[0], args[2], args[3]), Long.parseLong(args[1]));
    for (int count = 1; count <= MOST; count++) {
      System.out.println(run.measure(count));
    }
  }

  private String measure(int count) throws Exception {
    try (KafkaServers servers = KafkaServers.onFilled(place, SETTINGS);
        Admin admin = place.admin()) {
      servers.start(count);
      servers.awaitShares(admin, KafkaServers.PARTITIONS, 1);
      KafkaPeer peer = servers.peer(events);
      long counted = events - peer.committed(admin);
      if (counted <= 0) {
        throw new IllegalStateException("all was done before all were ready; set EVENTS higher");
      }
      double cpu = servers.cpuSeconds();
      long begun = System.nanoTime();
      peer.await(admin, events);
      double wall = (System.nanoTime() - begun) / 1e9;
      cpu = servers.cpuSeconds() - cpu;
      Map<String, Set<Integer>> shares = servers.awaitShares(admin, KafkaServers.PARTITIONS, 1);
      try (CommittedReader reader =
          new CommittedReader(place.bootstrap(), servers.output(), KafkaServers.PARTITIONS)) {
        reader.await(events);
      }
      return json(shares, counted, wall, cpu);
    }
  }

  private static String json(
      Map<String, Set<Integer>> shares, long counted, double wall, double cpu) {
    return String.format(
        Locale.ROOT,
        "{\"workload\":\"kafka-servers-%d\",\"eventsPerSecond\":%.0f,"
            + "\"serversCpuMicrosPerEvent\":%.2f,\"coresUsed\":%.2f,\"events\":%d,"
            + "\"leastPartitions\":%d,\"mostPartitions\":%d,\"partitionsApart\":%d}",
        shares.size(),
        counted / wall,
        cpu * 1e6 / counted,
        cpu / wall,
        counted,
        shares.values().stream().mapToInt(Set::size).min().orElseThrow(),
        shares.values().stream().mapToInt(Set::size).max().orElseThrow(),
        KafkaServers.apart(shares));
  }
}
