package io.millrace.server.engine;

import io.millrace.server.metrics.Meters;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.StreamPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Shows how far a pipeline is behind, by partition. What a worker has shown stays until another
 * shows the same partition or the pipeline is stopped: a worker that does not come back, or has
 * ended, is behind all the same. Safe for many threads.
 */
final class PipelineLag implements AutoCloseable {

  private final Metrics metrics;
  private final String pipeline;
  private final Map<StreamPartition, Shown> shown = new HashMap<>();
  private boolean closed;

  PipelineLag(Metrics metrics, String pipeline) {
    this.metrics = metrics;
    this.pipeline = pipeline;
  }

  /** A partition, as its worker saw it last. */
  private static final class Shown {
    private final Metrics.Registration gauge;
    private int worker;
    private volatile long records;

    Shown(Metrics metrics, String pipeline, StreamPartition at) {
      gauge =
          metrics.gauge(
              Meters.LAG_RECORDS,
              () -> records,
              pipeline,
              at.stream(),
              Integer.toString(at.partition()));
    }
  }

  /** Takes over what a worker sees of all its partitions. */
  synchronized void show(int worker, Map<StreamPartition, Long> lag) {
    if (closed) {
      return;
    }
    shown.entrySet().removeIf(entry -> isGone(worker, lag.keySet(), entry));
    lag.forEach(
        (at, records) -> {
          Shown one = shown.computeIfAbsent(at, key -> new Shown(metrics, pipeline, key));
          one.worker = worker;
          one.records = records;
        });
  }

  private static boolean isGone(
      int worker, Set<StreamPartition> owned, Map.Entry<StreamPartition, Shown> entry) {
    boolean gone = entry.getValue().worker == worker && !owned.contains(entry.getKey());
    if (gone) {
      entry.getValue().gauge.close();
    }
    return gone;
  }

  /** The partitions that a worker showed last. */
  synchronized Set<StreamPartition> partitions(int worker) {
    Set<StreamPartition> partitions = new HashSet<>();
    shown.forEach(
        (at, one) -> {
          if (one.worker == worker) {
            partitions.add(at);
          }
        });
    return partitions;
  }

  /** How many records the pipeline is behind, by partition. */
  synchronized Map<StreamPartition, Long> records() {
    Map<StreamPartition, Long> records = new HashMap<>();
    shown.forEach((at, one) -> records.put(at, one.records));
    return records;
  }

  /** Shows nothing any more. */
  @Override
  public synchronized void close() {
    closed = true;
    shown.values().forEach(one -> one.gauge.close());
    shown.clear();
  }
}
