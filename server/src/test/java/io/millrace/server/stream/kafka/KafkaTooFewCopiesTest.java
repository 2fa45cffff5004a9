package io.millrace.server.stream.kafka;

import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three copies, of which two must have a record: what only one broker has is not acknowledged. */
@Timeout(180)
class KafkaTooFewCopiesTest {

  private static final StreamPartition AT = new StreamPartition("in", 0);
  private static final int COPIES = 3;

  /** Patience for a busy machine; so long an append that is not acknowledged takes. */
  private static final Map<String, String> PATIENCE =
      Map.of("request.timeout.ms", "3000", "delivery.timeout.ms", "8000");

  private final String prefix = KafkaCluster.uniqueName();

  @Test
  void anAppendIsAcknowledgedOnceEnoughCopiesHaveIt() throws Exception {
    try (KafkaCluster cluster = KafkaCluster.start(COPIES);
        KafkaBackend backend =
            KafkaBackend.open(
                TestingKafka.settings(cluster.bootstrapServers(), prefix, "server-1", PATIENCE))) {
      backend.declare(List.of(StreamSpec.of("in", 1)));
      append(backend, "by three").join();
      List<Integer> followers = followers(cluster);

      cluster.node(followers.get(0)).stop();
      append(backend, "by two").join();
      cluster.node(followers.get(1)).stop();
      assertThatThrownBy(append(backend, "by one")::join)
          .cause()
          .hasMessageContaining("did not acknowledge in time: it is not known whether")
          .extracting(e -> ((BackendException) e).kind())
          .isEqualTo(Kind.UNAVAILABLE);

      followers.forEach(node -> cluster.node(node).start());
      awaitAcknowledged(backend, "by three again");
      List<String> stored =
          new TestingTopics(cluster.bootstrapServers()).committed(prefix + AT.stream());
      assertThat(stored).startsWith("by three", "by two").endsWith("by three again");
    }
  }

  private static CompletableFuture<?> append(KafkaBackend backend, String value) {
    return backend.append(Map.of(AT, values(value)));
  }

  private static void awaitAcknowledged(KafkaBackend backend, String value) throws Exception {
    CompletableFuture<?> last = append(backend, value);
    while (last.handle((done, failure) -> failure != null).join()) {
      Thread.sleep(100);
      last = append(backend, value);
    }
  }

  /** The indices of the brokers that follow the one that leads the topic. */
  private List<Integer> followers(KafkaCluster cluster) throws Exception {
    String topic = prefix + AT.stream();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      TopicPartitionInfo partition =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().get(0);
      assertThat(partition.replicas()).hasSize(COPIES);
      int leader = partition.leader().id() - 1;
      return IntStream.range(0, COPIES).filter(node -> node != leader).boxed().toList();
    }
  }
}
