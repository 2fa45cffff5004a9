package io.millrace.server.engine;

import io.millrace.server.metrics.Meters;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.StreamPartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Shows how far a worker is behind, for each partition it owns. The worker updates it at most once
 * a second; anybody may read it.
 */
final class LagGauges implements AutoCloseable {

  private static final long EVERY = Duration.ofSeconds(1).toNanos();

  private final Metrics metrics;
  private final String pipeline;
  private final Map<StreamPartition, Long> lag = new ConcurrentHashMap<>();
  private final Map<StreamPartition, Metrics.Registration> gauges = new HashMap<>();
  private long last = System.nanoTime() - EVERY;

  LagGauges(Metrics metrics, String pipeline) {
    this.metrics = metrics;
    this.pipeline = pipeline;
  }

  /** Looks again, if it is time to. For the worker's thread. */
  void update(Intake intake) {
    long now = System.nanoTime();
    if (now - last < EVERY) {
      return;
    }
    last = now;
    Map<StreamPartition, Long> current = intake.lag();
    lag.putAll(current);
    forgetAllBut(current.keySet());
    current.keySet().forEach(this::show);
  }

  /** How many records the worker is behind in all. */
  long total() {
    return lag.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many partitions the worker has, as of about a second ago. */
  int partitions() {
    return lag.size();
  }

  @Override
  public void close() {
    forgetAllBut(Set.of());
  }

  private void show(StreamPartition at) {
    gauges.computeIfAbsent(
        at,
        partition ->
            metrics.gauge(
                Meters.LAG_RECORDS,
                () -> lag.getOrDefault(partition, 0L),
                pipeline,
                partition.stream(),
                Integer.toString(partition.partition())));
  }

  private void forgetAllBut(Set<StreamPartition> owned) {
    lag.keySet().retainAll(owned);
    gauges
        .entrySet()
        .removeIf(
            gauge -> {
              boolean gone = !owned.contains(gauge.getKey());
              if (gone) {
                gauge.getValue().close();
              }
              return gone;
            });
  }
}
