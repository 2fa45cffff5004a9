package io.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Holds what came of the first events of {@link Workload#ENRICH} against what {@link TreeWork}
 * makes of them, as trees: the order of fields and how a number or a text is written may differ.
 */
final class EnrichedSample {

  private static final int EVENTS = 1_000;

  private final TreeWork work = TreeWork.ofOrders();
  private final Map<JsonNode, Samples.Sample> wanted = new HashMap<>();

  private EnrichedSample(long events) {
    Samples samples = Workload.ENRICH.samples(KafkaPreload.SEED);
    for (long i = Math.min(EVENTS, events); i > 0; i--) {
      Samples.Sample sample = samples.next();
      wanted.put(work.enrich(work.parse(sample.value().toArray())), sample);
    }
  }

  /**
   * Makes sure that a topic has the first thousand events as they should be, under their keys.
   *
   * @param events how many events the topic holds, all that were asked for
   * @throws IllegalStateException if one of them is not there, is not so, or has another key
   */
  static void require(String bootstrap, String topic, long events) {
    EnrichedSample sample = new EnrichedSample(events);
    sample.strikeOut(bootstrap, topic, events);
    sample.wanted.forEach(
        (event, was) -> {
          throw new IllegalStateException(topic + " has no " + event + " with its key");
        });
  }

  /** Reads until all that are wanted were found, or to the end. */
  private void strikeOut(String bootstrap, String topic, long events) {
    Map<String, Object> settings = new HashMap<>(KafkaPeer.CONSUMER);
    settings.put("bootstrap.servers", bootstrap);
    List<TopicPartition> partitions =
        IntStream.range(0, Workload.PARTITIONS)
            .mapToObj(i -> new TopicPartition(topic, i))
            .toList();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      for (long read = 0; read < events && !wanted.isEmpty(); ) {
        var records = consumer.poll(Duration.ofMillis(100));
        records.forEach(this::strikeOut);
        read += records.count();
      }
    }
  }

  private void strikeOut(ConsumerRecord<byte[], byte[]> record) {
    JsonNode event = work.parse(record.value());
    Samples.Sample sample = wanted.get(event);
    if (sample != null && Arrays.equals(record.key(), sample.key().toArray())) {
      wanted.remove(event);
    }
  }
}
