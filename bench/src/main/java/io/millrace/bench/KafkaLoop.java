package io.millrace.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The floor on Kafka: records from topic to topic, unread, with transactions, two threads; {@code
 * KafkaLoop bootstrap events}. A transaction each 100 ms.
 */
final class KafkaLoop implements Runnable {

  private static final int THREADS = 2;
  private static final long COMMIT_EVERY_NANOS = 100_000_000;

  /** What it fetches at once: as much as Millrace does. */
  private static final Map<String, Object> AS_MILLRACE =
      Map.of("max.poll.records", 5_000, "max.partition.fetch.bytes", 1 << 20);

  private final KafkaPeer peer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;

  private KafkaLoop(KafkaPeer peer, int number) {
    this.peer = peer;
    Map<String, Object> in = new HashMap<>(KafkaPeer.CONSUMER);
    in.putAll(AS_MILLRACE);
    in.put("bootstrap.servers", peer.bootstrap());
    in.put("group.id", peer.group());
    in.put("enable.auto.commit", false);
    consumer = new KafkaConsumer<>(in, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Map<String, Object> out = new HashMap<>(KafkaPeer.PRODUCER);
    out.put("bootstrap.servers", peer.bootstrap());
    out.put("transactional.id", peer.group() + "-" + number);
    producer = new KafkaProducer<>(out, new ByteArraySerializer(), new ByteArraySerializer());
  }

  public static void main(String[] args) throws Exception {
    KafkaPeer peer = KafkaPeer.of(args, "loop");
    peer.createOutputs();
    KafkaLoop[] loops = new KafkaLoop[THREADS];
    for (int i = 0; i < THREADS; i++) {
      loops[i] = new KafkaLoop(peer, i);
      new Thread(loops[i], "loop-" + i).start();
    }
    System.out.println(peer.measure("kafka-loop"));
    for (KafkaLoop loop : loops) {
      loop.consumer.wakeup();
    }
  }

  @Override
  public void run() {
    producer.initTransactions();
    consumer.subscribe(List.of(Workload.INPUT));
    try (consumer;
        producer) {
      while (true) {
        transaction();
      }
    } catch (WakeupException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void transaction() {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
    if (records.isEmpty()) {
      return;
    }
    producer.beginTransaction();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    long end = System.nanoTime() + COMMIT_EVERY_NANOS;
    while (!records.isEmpty()) {
      send(records);
      offsets.putAll(records.nextOffsets());
      records = System.nanoTime() < end ? consumer.poll(Duration.ZERO) : ConsumerRecords.empty();
    }
    producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
    producer.commitTransaction();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws what a send has met
  private void send(ConsumerRecords<byte[], byte[]> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      producer.send(new ProducerRecord<>(peer.output(), record.key(), record.value()));
    }
  }
}
