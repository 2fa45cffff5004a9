package io.millrace.server.stream.kafka;

import io.millrace.server.stream.Bytes;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds where a group goes on, and lets its consumer go on there. For the consumer's thread. */
final class Starts {

  private static final Logger LOG = LoggerFactory.getLogger(Starts.class);

  private final KafkaConsumer<Bytes, Bytes> consumer;
  private final String name;

  Starts(KafkaConsumer<Bytes, Bytes> consumer, String name) {
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

  /**
   * Moves the consumer to what the group has committed, or to the first record if that is not there
   * (any more).
   *
   * @param outOfRange where a broker has said that a position is not there; those are taken out
   *     whose offset is below the end. What is committed may be behind the end that readers of
   *     committed records see, and be good all the same: others have a transaction open
   * @throws org.apache.kafka.common.errors.WakeupException if one was meant for a poll: it can be
   *     called again
   */
  Map<TopicPartition, Start> find(
      Collection<TopicPartition> partitions, Set<TopicPartition> outOfRange) {
    Set<TopicPartition> all = Set.copyOf(partitions);
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(all);
    Map<TopicPartition, Long> firsts = consumer.beginningOffsets(all);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    Map<TopicPartition, Start> starts = new HashMap<>();
    for (TopicPartition partition : all) {
      long first = firsts.getOrDefault(partition, 0L);
      long end = Math.max(first, ends.getOrDefault(partition, first));
      OffsetAndMetadata found = committed.get(partition);
      long offset = found == null ? first : found.offset();
      if (offset < first) {
        sayRemoved(partition, offset, first);
        offset = first;
      } else if (offset <= end) {
        outOfRange.remove(partition);
      } else if (outOfRange.contains(partition)) {
        sayNotThere(partition, offset, first, end);
        offset = first;
      }
      consumer.seek(partition, offset);
      starts.put(partition, new Start(offset, end));
    }
    return starts;
  }

  private void sayRemoved(TopicPartition partition, long offset, long first) {
    LOG.warn(
        "{} passes over {} records of {}, from offset {}: retention has removed them",
        name,
        first - offset,
        partition,
        offset);
  }

  private void sayNotThere(TopicPartition partition, long offset, long first, long end) {
    LOG.warn(
        "{} begins at offset {} of {}: it has committed {}, which is not there, the end is {}; the"
            + " topic was made anew, or has lost records",
        name,
        first,
        partition,
        offset,
        end);
  }
}
