package io.millrace.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Fills the input topic of a broker: {@code KafkaPreload bootstrap events}. */
final class KafkaPreload {

  private static final long SEED = 20_260_301;

  private KafkaPreload() {}

  @SuppressWarnings("FutureReturnValueIgnored") // KafkaPeer misses events that did not arrive
  public static void main(String[] args) throws Exception {
    long events = Long.parseLong(args[1]);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[0]))) {
      admin
          .createTopics(List.of(new NewTopic(Workload.INPUT, Workload.PARTITIONS, (short) 1)))
          .all()
          .get();
    }
    Map<String, Object> settings = new HashMap<>(KafkaPeer.PRODUCER);
    settings.put("bootstrap.servers", args[0]);
    Samples samples = Workload.ENRICH.samples(SEED);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long i = 0; i < events; i++) {
        Samples.Sample sample = samples.next();
        producer.send(
            new ProducerRecord<>(Workload.INPUT, sample.key().toArray(), sample.value().toArray()));
      }
    }
  }
}
