package io.millrace.server.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

/** Which brokers and topics get a warning. */
class KnownFlawsTest {

  private static final int KAFKA_4_2 = 29;
  private static final int KAFKA_4_4 = 33;

  @Test
  void topicsWithOneCopyCanLoseMarksOnBrokersOfKafka43() {
    assertThat(KnownFlaws.ofLostMarks(30, List.of(topic("shop", 3), topic("orders", 3, 1))))
        .hasValueSatisfying(
            warning ->
                assertThat(warning)
                    .startsWith("topic orders has one copy")
                    .contains("KAFKA-20734", "kafka.replication", "brokers of 4.2"));
    assertThat(KnownFlaws.ofLostMarks(KAFKA_4_4, List.of(topic("orders", 1)))).isPresent();
  }

  @Test
  void olderBrokersAndThreeCopiesAreFine() {
    assertThat(KnownFlaws.ofLostMarks(KAFKA_4_2, List.of(topic("orders", 1)))).isEmpty();
    assertThat(KnownFlaws.ofLostMarks(KAFKA_4_4, List.of(topic("orders", 3)))).isEmpty();
  }

  /** One whose partitions have so many copies each. */
  private static TopicDescription topic(String name, int... copies) {
    Node node = new Node(1, "localhost", 9092);
    List<TopicPartitionInfo> partitions = new ArrayList<>();
    for (int i = 0; i < copies.length; i++) {
      List<Node> replicas = Collections.nCopies(copies[i], node);
      partitions.add(new TopicPartitionInfo(i, node, replicas, replicas));
    }
    return new TopicDescription(name, false, partitions);
  }
}
