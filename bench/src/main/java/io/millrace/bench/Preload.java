package io.millrace.bench;

import io.millrace.server.codec.Partitioner;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.EmbeddedBackend;
import io.millrace.server.stream.embedded.EmbeddedConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fills the input stream of a data directory: {@code Preload workload events directory}. */
final class Preload {

  private static final int IN_A_COMMIT = 10_000;
  private static final long SEED = 20_260_301;

  private Preload() {}

  public static void main(String[] args) {
    Orders orders = new Orders(SEED, Workload.of(args[0]).failEvery());
    int events = Integer.parseInt(args[1]);
    EmbeddedConfig config = EmbeddedConfig.of(Path.of(args[2]).resolve("data"));
    try (Backend backend = EmbeddedBackend.open(config, InstantSource.system(), Preload::giveUp)) {
      backend.declare(List.of(StreamSpec.of(Workload.INPUT, Workload.PARTITIONS)));
      for (int done = 0; done < events; done += IN_A_COMMIT) {
        backend.append(next(orders, Math.min(IN_A_COMMIT, events - done))).join();
      }
    }
  }

  private static Map<StreamPartition, Records> next(Orders orders, int count) {
    Map<StreamPartition, Records.Builder> builders = new HashMap<>();
    long now = System.currentTimeMillis();
    for (int i = 0; i < count; i++) {
      Orders.Order order = orders.next();
      int partition = Partitioner.partition(order.key(), Workload.PARTITIONS, 0);
      builders
          .computeIfAbsent(
              new StreamPartition(Workload.INPUT, partition), at -> new Records.Builder())
          .add(now, order.key(), RecordHeaders.EMPTY, order.value());
    }
    Map<StreamPartition, Records> records = new HashMap<>();
    builders.forEach((at, builder) -> records.put(at, builder.build()));
    return records;
  }

  private static void giveUp(Throwable reason) {
    throw new IllegalStateException(reason);
  }
}
