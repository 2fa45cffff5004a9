package io.millrace.server.stream.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds where a group goes on, and lets its consumer go on there. For the consumer's thread. */
final class Starts {

  private static final Logger LOG = LoggerFactory.getLogger(Starts.class);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String name;

  Starts(KafkaConsumer<byte[], byte[]> consumer, String name) {
    this.consumer = consumer;
    this.name = name;
  }

  /**
   * Where a partition goes on.
   *
   * @param offset the offset that was committed, or the first that there is
   * @param end the offset behind the last record that is visible
   */
  record Start(long offset, long end) {}

  static Map<TopicPartition, Long> offsets(Map<TopicPartition, Start> starts) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    starts.forEach((partition, start) -> offsets.put(partition, start.offset()));
    return offsets;
  }

  /** Moves the consumer to what the group has committed; what retention removed is passed over. */
  Map<TopicPartition, Start> find(Collection<TopicPartition> partitions) {
    Set<TopicPartition> all = Set.copyOf(partitions);
    Map<TopicPartition, OffsetAndMetadata> committed = retried(() -> consumer.committed(all));
    Map<TopicPartition, Long> firsts = retried(() -> consumer.beginningOffsets(all));
    Map<TopicPartition, Long> ends = retried(() -> consumer.endOffsets(all));
    Map<TopicPartition, Start> starts = new HashMap<>();
    for (TopicPartition partition : all) {
      long first = firsts.getOrDefault(partition, 0L);
      OffsetAndMetadata found = committed.get(partition);
      long offset = found == null ? first : found.offset();
      if (offset < first) {
        LOG.warn(
            "{} passes over {} records of {}, from offset {}: retention has removed them",
            name,
            first - offset,
            partition,
            offset);
        offset = first;
      }
      consumer.seek(partition, offset);
      starts.put(partition, new Start(offset, ends.getOrDefault(partition, offset)));
    }
    return starts;
  }

  /** A wakeup was meant for a poll; here it only comes in between. */
  private static <T> T retried(Supplier<T> call) {
    try {
      return call.get();
    } catch (WakeupException e) {
      return call.get();
    }
  }
}
