package io.millrace.server.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Six partitions, dealt to members that say what they have. */
class DealingAssignorTest {

  private static final List<Integer> ALL = List.of(0, 1, 2, 3, 4, 5);

  private final Map<String, Subscription> members = new TreeMap<>();

  @Test
  void whatMovesIsGivenToNobodyUntilItsOwnerHasLetItGo() {
    join("one", 0, List.of(0), ALL, 1);
    join("two", 0, List.of(0), List.of(), -1);
    assertThat(assigned()).isEqualTo(Map.of("one/0", List.of(0, 1, 2), "two/0", List.of()));

    join("one", 0, List.of(0), List.of(0, 1, 2), 2);
    join("two", 0, List.of(0), List.of(), 2);
    assertThat(assigned()).isEqualTo(Map.of("one/0", List.of(0, 1, 2), "two/0", List.of(3, 4, 5)));
  }

  @Test
  void theWorkersThatAServerWillHaveFindTheirShareFree() {
    join("one", 0, List.of(0, 1), List.of(), -1);
    assertThat(assigned()).isEqualTo(Map.of("one/0", List.of(0, 2, 4)));

    join("one", 0, List.of(0, 1), List.of(0, 2, 4), 1);
    join("one", 1, List.of(0, 1), List.of(), -1);
    assertThat(assigned()).isEqualTo(Map.of("one/0", List.of(0, 2, 4), "one/1", List.of(1, 3, 5)));
  }

  /** One that was away too long still believes that all is its own. */
  @Test
  void ofTwoThatHaveAPartitionTheOneOfTheLaterGenerationIsBelieved() {
    join("one", 0, List.of(0), List.of(0, 1, 2), 4);
    join("two", 0, List.of(0), ALL, 3);
    assertThat(assigned()).isEqualTo(Map.of("one/0", List.of(0, 1, 2), "two/0", List.of(3, 4, 5)));
  }

  /** Puts a member in the place of the one that this worker was. */
  private void join(
      String server, int worker, List<Integer> expected, List<Integer> owned, int generation) {
    members.put(
        server + "/" + worker,
        new Subscription(
            List.of("in"),
            new WorkerAnnouncement(server, worker, expected).encode(),
            owned.stream().map(number -> new TopicPartition("in", number)).toList(),
            generation,
            Optional.empty()));
  }

  private Map<String, List<Integer>> assigned() {
    Map<String, List<Integer>> assigned = new HashMap<>();
    new DealingAssignor()
        .assign(cluster(), new GroupSubscription(members))
        .groupAssignment()
        .forEach(
            (member, assignment) ->
                assigned.put(
                    member,
                    assignment.partitions().stream()
                        .map(TopicPartition::partition)
                        .sorted()
                        .toList()));
    return assigned;
  }

  private static Cluster cluster() {
    Node node = new Node(1, "localhost", 9092);
    Node[] nodes = {node};
    Stream<PartitionInfo> partitions =
        IntStream.range(0, ALL.size())
            .mapToObj(number -> new PartitionInfo("in", number, node, nodes, nodes));
    return new Cluster("cluster", List.of(node), partitions.toList(), Set.of(), Set.of());
  }
}
