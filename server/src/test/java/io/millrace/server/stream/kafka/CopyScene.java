package io.millrace.server.stream.kafka;

import static io.millrace.server.stream.TestingRecords.texts;
import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;

/**
 * Six partitions of numbered records, and one partition to which {@link TestingCopier}s copy them;
 * judged by a plain client that comes to the brokers directly.
 *
 * @param cluster the brokers
 * @param prefix of the topics
 * @param properties of the servers' clients
 */
record CopyScene(KafkaCluster cluster, String prefix, Map<String, String> properties) {

  private static final long PATIENCE_NANOS = 60_000_000_000L;

  static final int PARTITIONS = 6;
  static final int RECORDS = 300;
  static final int ALL = PARTITIONS * RECORDS;
  static final StreamPartition OUT = new StreamPartition("out", 0);

  CopyScene(KafkaCluster cluster, Map<String, String> properties) {
    this(cluster, KafkaCluster.uniqueName(), properties);
  }

  /** A server that comes to the brokers directly. */
  KafkaBackend server(String id) {
    return server(id, point -> {});
  }

  /** One that does something at each point of a commit. */
  KafkaBackend server(String id, Consumer<FaultPoint> faults) {
    return declared(
        KafkaBackend.open(
            TestingKafka.settings(cluster.bootstrapServers(), prefix, id, properties), faults));
  }

  /** A server that comes by way of the proxies. */
  KafkaBackend proxied(String id) {
    return declared(
        KafkaBackend.open(TestingKafka.settings(cluster.proxiedServers(), prefix, id, properties)));
  }

  private static KafkaBackend declared(KafkaBackend backend) {
    backend.declare(List.of(StreamSpec.of("in", PARTITIONS), StreamSpec.of("out", 1)));
    return backend;
  }

  void fill(KafkaBackend backend) {
    Map<StreamPartition, Records> all = new HashMap<>();
    for (int p = 0; p < PARTITIONS; p++) {
      all.put(new StreamPartition("in", p), values(expected(p).toArray(String[]::new)));
    }
    backend.append(all).join();
  }

  private static List<String> expected(int partition) {
    return IntStream.range(0, RECORDS).mapToObj(n -> partition + "-" + n).toList();
  }

  /** A round that copies what was polled. */
  static Commit copy(List<Batch> batches) {
    Map<StreamPartition, Long> offsets = new HashMap<>();
    List<String> values = new ArrayList<>();
    for (Batch batch : batches) {
      offsets.put(batch.partition(), batch.nextOffset());
      values.addAll(texts(batch));
    }
    return new Commit(offsets, Map.of(OUT, values(values.toArray(String[]::new))));
  }

  /** What has been copied and committed. */
  List<String> copied() {
    return topics().committed(prefix + "out");
  }

  /** What has been copied, whatever became of it. */
  List<String> attempted() {
    return topics().uncommitted(prefix + "out");
  }

  private TestingTopics topics() {
    return new TestingTopics(cluster.bootstrapServers());
  }

  /** Waits until a group has so many members, and all of them have agreed on who reads what. */
  void awaitMembers(String group, int count) {
    awaitGroup(
        group, now -> now.members().size() >= count && now.groupState() == GroupState.STABLE);
  }

  /** Waits until a group is as it is to be. */
  void awaitGroup(String group, Predicate<ConsumerGroupDescription> condition) {
    String id = prefix + group;
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      ConsumerGroupDescription now;
      do {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the members of " + id + " do not agree");
        }
        Thread.sleep(50);
        now = admin.describeConsumerGroups(List.of(id)).all().get().get(id);
      } while (!condition.test(now));
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  void awaitCopied(int count) throws InterruptedException {
    while (copied().size() < count) {
      Thread.sleep(50);
    }
  }

  void assertEachOnceInOrder() {
    List<String> out = copied();
    for (int p = 0; p < PARTITIONS; p++) {
      String partition = p + "-";
      assertThat(out.stream().filter(text -> text.startsWith(partition)))
          .containsExactlyElementsOf(expected(p));
    }
  }
}
