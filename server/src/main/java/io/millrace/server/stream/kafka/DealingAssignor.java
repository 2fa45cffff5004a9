package io.millrace.server.stream.kafka;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Deals partitions in turn to all workers of a group, and leaves where they are those that need not
 * move. Each member says which workers its server has or will have; a share is kept free for those,
 * so that a server that starts its workers one by one moves nothing from one to the next.
 * Cooperative (KIP-429): a partition that moves is given to nobody until its owner has let it go.
 */
public final class DealingAssignor implements ConsumerPartitionAssignor, Configurable {

  static final String SERVER = "millrace.server";
  static final String WORKER = "millrace.worker";
  static final String EXPECTED = "millrace.expected";

  private String server = "";
  private int worker;
  private @Nullable ExpectedWorkers expected;

  /** For kafka-clients. */
  public DealingAssignor() {}

  @Override
  public void configure(Map<String, ?> configs) {
    server = String.valueOf(configs.get(SERVER));
    worker = (Integer) requireNonNull(configs.get(WORKER));
    expected = (ExpectedWorkers) configs.get(EXPECTED);
  }

  @Override
  public String name() {
    return "millrace-dealing";
  }

  @Override
  public List<RebalanceProtocol> supportedProtocols() {
    return List.of(RebalanceProtocol.COOPERATIVE, RebalanceProtocol.EAGER);
  }

  @Override
  public ByteBuffer subscriptionUserData(Set<String> topics) {
    List<Integer> workers = expected == null ? List.of(worker) : expected.numbers();
    return new WorkerAnnouncement(server, worker, workers).encode();
  }

  @Override
  public GroupAssignment assign(Cluster metadata, GroupSubscription group) {
    Map<String, Subscription> members = new TreeMap<>(group.groupSubscription());
    PartitionDeal deal = new PartitionDeal();
    Map<WorkerAnnouncement.Slot, String> joined = new HashMap<>();
    members.forEach(
        (member, subscription) -> {
          WorkerAnnouncement told = WorkerAnnouncement.decode(subscription.userData(), member);
          joined.put(told.slot(), member);
          told.expected().forEach(slot -> deal.slot(slot, subscription.topics()));
        });
    Map<TopicPartition, WorkerAnnouncement.Slot> owners = owners(members);
    Set<String> topics = deal.topics();
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      for (int i = 0; i < metadata.partitionsForTopic(topic).size(); i++) {
        partitions.add(new TopicPartition(topic, i));
      }
    }
    Map<String, Assignment> assignments = new HashMap<>();
    Map<String, List<TopicPartition>> shares = new HashMap<>();
    members.keySet().forEach(member -> shares.put(member, new ArrayList<>()));
    deal.deal(partitions, owners)
        .forEach(
            (partition, slot) -> {
              String member = joined.get(slot);
              WorkerAnnouncement.Slot owner = owners.get(partition);
              if (member != null && (owner == null || owner.equals(slot))) {
                requireNonNull(shares.get(member)).add(partition);
              }
            });
    shares.forEach((member, share) -> assignments.put(member, new Assignment(share)));
    return new GroupAssignment(assignments);
  }

  /** Who has a partition now; of two that say so, the one that heard of the later generation. */
  private static Map<TopicPartition, WorkerAnnouncement.Slot> owners(
      Map<String, Subscription> members) {
    Map<TopicPartition, WorkerAnnouncement.Slot> owners = new HashMap<>();
    Map<TopicPartition, Integer> generations = new HashMap<>();
    members.forEach(
        (member, subscription) -> {
          int generation = subscription.generationId().orElse(-1);
          WorkerAnnouncement told = WorkerAnnouncement.decode(subscription.userData(), member);
          for (TopicPartition partition : subscription.ownedPartitions()) {
            if (generation >= generations.getOrDefault(partition, -1)) {
              generations.put(partition, generation);
              owners.put(partition, told.slot());
            }
          }
        });
    return owners;
  }
}
