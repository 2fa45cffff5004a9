package io.millrace.bench;

import io.millrace.bench.connect.AddProduct;
import io.millrace.bench.connect.TopicSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.connect.cli.ConnectStandalone;

/**
 * The work of {@link Workload#ENRICH} in Kafka Connect: its JSON converter, a transformation, and a
 * sink that writes to another topic, two tasks, at least once. {@code KafkaConnectOrders bootstrap
 * events}.
 */
final class KafkaConnectOrders {

  private KafkaConnectOrders() {}

  public static void main(String[] args) throws Exception {
    KafkaPeer peer = KafkaPeer.of(args, "connect");
    peer.createOutputs();
    Path directory = Files.createTempDirectory("millrace-bench-connect");
    String worker = write(directory, "worker.properties", worker(peer, directory));
    String connector = write(directory, "connector.properties", connector(peer));
    Thread connect = new Thread(() -> ConnectStandalone.main(new String[] {worker, connector}));
    connect.setDaemon(true);
    connect.start();
    System.out.println(peer.measure("kafka-connect"));
    System.exit(0);
  }

  private static Properties worker(KafkaPeer peer, Path directory) {
    Properties worker = new Properties();
    worker.put("bootstrap.servers", peer.bootstrap());
    worker.put("listeners", "http://127.0.0.1:0");
    worker.put("plugin.discovery", "service_load");
    worker.put("offset.storage.file.filename", directory.resolve("offsets").toString());
    worker.put("offset.flush.interval.ms", "100");
    worker.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    worker.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    worker.put("value.converter.schemas.enable", "false");
    KafkaPeer.CONSUMER.forEach((key, value) -> worker.put("consumer." + key, value.toString()));
    return worker;
  }

  private static Properties connector(KafkaPeer peer) {
    Properties connector = new Properties();
    connector.put("name", peer.group().substring("connect-".length()));
    connector.put("connector.class", TopicSink.class.getName());
    connector.put("tasks.max", "2");
    connector.put("topics", Workload.INPUT);
    connector.put("transforms", "product");
    connector.put("transforms.product.type", AddProduct.class.getName());
    connector.put("output.topic", peer.output());
    connector.put("output.bootstrap.servers", peer.bootstrap());
    return connector;
  }

  private static String write(Path directory, String name, Properties properties) {
    Path file = directory.resolve(name);
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toString();
  }
}
