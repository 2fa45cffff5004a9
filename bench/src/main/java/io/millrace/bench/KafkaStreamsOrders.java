package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Branched;

/**
 * The same work as {@link Workload#ENRICH}, as a user of Kafka Streams writes it: exactly once, a
 * Jackson tree for each event, two threads; {@code KafkaStreamsOrders bootstrap events}.
 */
final class KafkaStreamsOrders {

  private final TreeWork work = TreeWork.ofOrders();

  private KafkaStreamsOrders() {}

  public static void main(String[] args) throws Exception {
    KafkaPeer peer = KafkaPeer.of(args, "streams");
    peer.createOutputs();
    try (KafkaStreams streams =
        new KafkaStreams(new KafkaStreamsOrders().topology(peer), settings(peer))) {
      streams.start();
      System.out.println(peer.measure("kafka-streams"));
    }
  }

  /** Two threads, a transaction each 100 ms. */
  static Properties settings(KafkaPeer peer) throws IOException {
    Properties settings = new Properties();
    KafkaPeer.PRODUCER.forEach((key, value) -> settings.put("producer." + key, value));
    KafkaPeer.CONSUMER.forEach((key, value) -> settings.put("consumer." + key, value));
    settings.put("application.id", peer.group());
    settings.put("bootstrap.servers", peer.bootstrap());
    settings.put("processing.guarantee", "exactly_once_v2");
    settings.put("num.stream.threads", 2);
    settings.put("commit.interval.ms", 100);
    settings.put("default.key.serde", Serdes.ByteArraySerde.class);
    settings.put("default.value.serde", Serdes.ByteArraySerde.class);
    settings.put("state.dir", Files.createTempDirectory("millrace-bench-streams").toString());
    return settings;
  }

  private Topology topology(KafkaPeer peer) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.<byte[], byte[]>stream(Workload.INPUT)
        .mapValues(work::parse)
        .split()
        .branch(
            (key, order) -> work.isComplete(order),
            Branched.withConsumer(
                good -> good.mapValues(work::enrich).mapValues(work::write).to(peer.output())))
        .defaultBranch(
            Branched.withConsumer(bad -> bad.mapValues(work::write).to(peer.failures())));
    return builder.build();
  }
}
