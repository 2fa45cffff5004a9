package io.millrace.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Counts what a topic holds, as anybody sees it who reads committed. */
final class CommittedCount {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private CommittedCount() {}

  /**
   * Makes sure that a topic holds so many records; what is committed is seen a moment later.
   *
   * @throws IllegalStateException if it holds more or fewer
   */
  static void require(String bootstrap, String topic, long records) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    long found = of(bootstrap, topic);
    while (found < records && System.nanoTime() < deadline) {
      found = of(bootstrap, topic);
    }
    if (found != records) {
      throw new IllegalStateException(topic + " holds " + found + " records, not " + records);
    }
  }

  private static long of(String bootstrap, String topic) {
    Map<String, Object> settings = new HashMap<>(KafkaPeer.CONSUMER);
    settings.put("bootstrap.servers", bootstrap);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long count = 0;
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!ends.entrySet().stream()
          .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
        count += consumer.poll(Duration.ofMillis(100)).count();
      }
      return count;
    }
  }
}
