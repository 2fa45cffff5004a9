package io.millrace.kafka.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Real KRaft brokers in processes of their own, on free ports of this machine. They end with this
 * process at the latest.
 */
public final class KafkaCluster implements AutoCloseable {

  private final Path directory;
  private final List<KafkaNode> nodes = new ArrayList<>();

  private KafkaCluster(int size, KafkaNode.Settings more) throws IOException {
    directory = Files.createTempDirectory("kafka-cluster");
    String id = clusterId();
    List<Integer> ports = KafkaNode.freePorts(4 * size);
    String voters =
        IntStream.range(0, size)
            .mapToObj(i -> (i + 1) + "@127.0.0.1:" + ports.get(4 * i + 1))
            .collect(Collectors.joining(","));
    for (int i = 0; i < size; i++) {
      List<Integer> own = ports.subList(4 * i, 4 * i + 4);
      nodes.add(new KafkaNode(directory, id, i + 1, size, own, voters, more));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "kafka-cluster-close"));
    for (KafkaNode node : nodes) {
      node.format();
      node.start();
    }
    nodes.forEach(KafkaNode::awaitListening);
  }

  /** A cluster of its own, for a test that breaks it. */
  public static KafkaCluster start(int nodes) {
    return start(nodes, ports -> List.of());
  }

  /** One with settings of its own. */
  public static KafkaCluster start(int nodes, KafkaNode.Settings more) {
    try {
      return new KafkaCluster(nodes, more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one broker that tests of this process share; whoever stops it starts it again. */
  public static KafkaCluster shared() {
    return Shared.CLUSTER;
  }

  private static final class Shared {
    private static final KafkaCluster CLUSTER = start(1);
  }

  public String bootstrapServers() {
    return nodes.stream().map(KafkaNode::address).collect(Collectors.joining(","));
  }

  /** The way through the proxies of the nodes, which must be open. */
  public String proxiedServers() {
    return nodes.stream().map(KafkaNode::proxiedAddress).collect(Collectors.joining(","));
  }

  /** A broker, from 0. */
  public KafkaNode node(int index) {
    return nodes.get(index);
  }

  /** A name that no other test has. */
  public static String uniqueName() {
    return "t" + UUID.randomUUID().toString().substring(0, 8) + "-";
  }

  private static String clusterId() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 22);
  }

  @Override
  public void close() {
    nodes.forEach(KafkaNode::kill);
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("left behind: " + directory + ": " + e);
    }
  }
}
