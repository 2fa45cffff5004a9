package io.millrace.server.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.TestingRecords;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What the brokers keep is compressed, unless the user says otherwise. */
class KafkaCompressionTest {

  private static final int BYTES = 100_000;

  private final String brokers = KafkaCluster.shared().bootstrapServers();
  private final String prefix = KafkaCluster.uniqueName();

  @Test
  void oneAppendIsCompressed() throws Exception {
    assertThat(storedBytes(Map.of(), 1)).isLessThan(BYTES / 10);
  }

  @Test
  void whatGoesOutInATransactionIsCompressed() throws Exception {
    assertThat(storedBytes(Map.of(), 2)).isLessThan(BYTES / 10);
  }

  @Test
  void theUsersWordCounts() throws Exception {
    assertThat(storedBytes(Map.of("compression.type", "none"), 1)).isGreaterThan(BYTES);
  }

  /** Appends a large value to each partition at once; tells what the first keeps of it. */
  private long storedBytes(Map<String, String> properties, int partitions) throws Exception {
    KafkaSettings settings = TestingKafka.settings(brokers, prefix, "server-1", properties);
    try (Backend backend = KafkaBackend.open(settings)) {
      backend.declare(List.of(StreamSpec.of("a", 2)));
      StreamPartition first = new StreamPartition("a", 0);
      var value = TestingRecords.values("x".repeat(BYTES));
      backend
          .append(
              partitions == 1
                  ? Map.of(first, value)
                  : Map.of(first, value, new StreamPartition("a", 1), value))
          .join();
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      int node = admin.describeCluster().nodes().get().iterator().next().id();
      Map<Integer, Map<String, LogDirDescription>> logs =
          admin.describeLogDirs(List.of(node)).allDescriptions().get();
      TopicPartition stored = new TopicPartition(prefix + "a", 0);
      return logs.get(node).values().stream()
          .filter(log -> log.replicaInfos().containsKey(stored))
          .mapToLong(log -> log.replicaInfos().get(stored).size())
          .findFirst()
          .orElseThrow();
    }
  }
}
