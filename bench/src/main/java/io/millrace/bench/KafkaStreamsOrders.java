package io.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private final ObjectMapper mapper = new ObjectMapper();
  private final Map<String, List<String>> products = new HashMap<>();

  private KafkaStreamsOrders() {
    for (String line : Orders.productTable().split("\n", -1)) {
      String[] cells = line.split(",", -1);
      if (cells.length == 3) {
        products.put(cells[0], List.of(cells[1], cells[2]));
      }
    }
  }

  public static void main(String[] args) throws Exception {
    KafkaPeer peer = KafkaPeer.of(args, "streams");
    peer.createOutputs();
    try (KafkaStreams streams =
        new KafkaStreams(new KafkaStreamsOrders().topology(peer), settings(peer))) {
      streams.start();
      System.out.println(peer.measure("kafka-streams"));
    }
  }

  private static Properties settings(KafkaPeer peer) throws IOException {
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
        .mapValues(this::parse)
        .split()
        .branch(
            (key, order) -> isComplete(order),
            Branched.withConsumer(
                good -> good.mapValues(this::enrich).mapValues(this::write).to(peer.output())))
        .defaultBranch(
            Branched.withConsumer(bad -> bad.mapValues(this::write).to(peer.failures())));
    return builder.build();
  }

  private JsonNode parse(byte[] value) {
    try {
      return mapper.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isComplete(JsonNode order) {
    return order.hasNonNull("event_id")
        && order.path("shopper").hasNonNull("id")
        && order.path("product").hasNonNull("id");
  }

  private JsonNode enrich(JsonNode order) {
    ObjectNode product = (ObjectNode) order.get("product");
    List<String> row = products.get(product.get("id").textValue());
    product.put("name", row.get(0));
    product.put("category", row.get(1));
    return order;
  }

  private byte[] write(JsonNode order) {
    try {
      return mapper.writeValueAsBytes(order);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
