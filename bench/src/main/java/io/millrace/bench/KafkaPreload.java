package io.millrace.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes a topic and fills it with the events of a workload: {@code KafkaPreload bootstrap events
 * topic partitions workload}.
 */
final class KafkaPreload {

  /** What every topic is filled from. */
  static final long SEED = 20_260_301;

  private KafkaPreload() {}

  @SuppressWarnings("FutureReturnValueIgnored") // KafkaPeer misses events that did not arrive
  public static void main(String[] args) throws Exception {
    long events = Long.parseLong(args[1]);
    String topic = args[2];
    int partitions = Integer.parseInt(args[3]);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[0]))) {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
    }
    Map<String, Object> settings = new HashMap<>(KafkaPeer.PRODUCER);
    settings.put("bootstrap.servers", args[0]);
    Samples samples = Workload.of(args[4]).samples(SEED);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long i = 0; i < events; i++) {
        Samples.Sample sample = samples.next();
        producer.send(
            new ProducerRecord<>(topic, sample.key().toArray(), sample.value().toArray()));
      }
    }
  }
}
