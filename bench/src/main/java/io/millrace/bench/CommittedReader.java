package io.millrace.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic from its beginning as anybody does who reads committed, in a thread of its own, and
 * notes when something comes. Moments are those of {@link System#nanoTime}.
 */
final class CommittedReader implements AutoCloseable {

  private static final long LOOK_EVERY_MILLIS = 5;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long SETTLE_MILLIS = 500;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<NavigableSet<Long>> arrivals;
  private final AtomicLong count = new AtomicLong();
  private final Thread thread = new Thread(this::read, "committed-reader");
  private volatile boolean closed;

  CommittedReader(String bootstrap, String topic, int partitions) {
    Map<String, Object> settings = new HashMap<>(KafkaPeer.CONSUMER);
    settings.put("bootstrap.servers", bootstrap);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(
        IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList());
    arrivals =
        IntStream.range(0, partitions)
            .<NavigableSet<Long>>mapToObj(i -> new ConcurrentSkipListSet<>())
            .toList();
    thread.start();
  }

  private void read() {
    try (consumer) {
      while (!closed) {
        var records = consumer.poll(Duration.ofMillis(100));
        long now = System.nanoTime();
        records.partitions().forEach(at -> arrivals.get(at.partition()).add(now));
        count.addAndGet(records.count());
      }
    }
  }

  /** Waits until that many records have come, and a little longer: one more is an error. */
  void await(long records) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (count.get() < records && System.nanoTime() < deadline) {
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
    Thread.sleep(SETTLE_MILLIS);
    if (count.get() != records) {
      throw new IllegalStateException(count + " records came out, of " + records);
    }
  }

  /** Waits until each partition has brought something after a moment. */
  void awaitEach(long after) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (arrivals.stream().anyMatch(one -> one.higher(after) == null)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("a partition stays silent");
      }
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
  }

  /** When the first record came after a moment; there is one. */
  long firstAfter(long moment) {
    return together(all(), moment, Long.MAX_VALUE).first();
  }

  /** The most seconds between two moments in which nothing came at all. */
  double silence(long from, long to) {
    return longest(together(all(), from, to), from, to);
  }

  /** The most seconds between two moments in which nothing came from one of these partitions. */
  double silenceOfOne(Collection<Integer> partitions, long from, long to) {
    return partitions.stream()
        .mapToDouble(one -> longest(together(Set.of(one), from, to), from, to))
        .max()
        .orElse(0);
  }

  /** The numbers of all partitions. */
  Set<Integer> all() {
    return new TreeSet<>(IntStream.range(0, arrivals.size()).boxed().toList());
  }

  private NavigableSet<Long> together(Collection<Integer> partitions, long from, long to) {
    NavigableSet<Long> moments = new TreeSet<>();
    partitions.forEach(one -> moments.addAll(arrivals.get(one).subSet(from, to)));
    return moments;
  }

  private static double longest(NavigableSet<Long> moments, long from, long to) {
    long longest = 0;
    long last = from;
    for (long moment : moments) {
      longest = Math.max(longest, moment - last);
      last = moment;
    }
    return Math.max(longest, to - last) / 1e9;
  }

  @Override
  public void close() {
    closed = true;
  }
}
