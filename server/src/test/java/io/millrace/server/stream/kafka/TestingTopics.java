package io.millrace.server.stream.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Topics as another program sees them.
 *
 * @param brokers where the brokers are
 * @param properties more properties of the client
 */
record TestingTopics(String brokers, Map<String, String> properties) {

  TestingTopics(String brokers) {
    this(brokers, Map.of());
  }

  /** The values that are committed, each partition in its order. */
  List<String> committed(String topic) {
    return texts(read(topic, "read_committed"));
  }

  /** The values that have been written, whatever became of their transactions. */
  List<String> uncommitted(String topic) {
    return texts(read(topic, "read_uncommitted"));
  }

  private static List<String> texts(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream().map(record -> new String(record.value(), UTF_8)).toList();
  }

  /** All records of a topic that can be read now. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic, String isolation) {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.put("bootstrap.servers", brokers);
    settings.put("isolation.level", isolation);
    settings.put("max.partition.fetch.bytes", 16 << 20);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (!ends.entrySet().stream()
          .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }
}
