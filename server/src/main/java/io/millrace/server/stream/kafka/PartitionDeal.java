package io.millrace.server.stream.kafka;

import io.millrace.server.stream.kafka.WorkerAnnouncement.Slot;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Who gets which partition; each goes to a worker that reads its topic. Where all workers read the
 * same topics, their shares differ by one at most, and as few partitions move as that allows.
 *
 * <p>Where they do not, as while servers have different topologies, shares may be uneven, and more
 * may move than must. This holds then: a worker with more than an even share of all partitions,
 * rounded up, has one of a topic of which every reader has at most one fewer.
 */
final class PartitionDeal {

  private static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  private final Map<Slot, Set<String>> slots = new TreeMap<>();
  private final Map<Slot, Integer> shares = new HashMap<>();

  /** There is a worker that reads these topics. */
  void slot(Slot slot, Collection<String> topics) {
    slots.computeIfAbsent(slot, key -> new TreeSet<>()).addAll(topics);
    shares.put(slot, 0);
  }

  /** All topics that are read. */
  Set<String> topics() {
    return slots.values().stream()
        .flatMap(Set::stream)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The slot of each partition that somebody reads. */
  Map<TopicPartition, Slot> deal(
      Collection<TopicPartition> partitions, Map<TopicPartition, Slot> owners) {
    List<TopicPartition> sorted = partitions.stream().sorted(ORDER).toList();
    Map<TopicPartition, Slot> dealt = keep(sorted, owners);
    for (TopicPartition partition : sorted) {
      if (!dealt.containsKey(partition)) {
        poorest(partition.topic()).ifPresent(slot -> give(dealt, partition, slot));
      }
    }
    return dealt;
  }

  private Map<TopicPartition, Slot> keep(
      List<TopicPartition> sorted, Map<TopicPartition, Slot> owners) {
    Map<TopicPartition, Slot> kept = new HashMap<>();
    int least = sorted.size() / Math.max(1, slots.size());
    int more = sorted.size() % Math.max(1, slots.size());
    for (TopicPartition partition : sorted) {
      Slot owner = owners.get(partition);
      if (owner == null || !slots.getOrDefault(owner, Set.of()).contains(partition.topic())) {
        continue;
      }
      int share = shares.getOrDefault(owner, 0);
      if (share < least || (share == least && more > 0)) {
        more -= share == least ? 1 : 0;
        give(kept, partition, owner);
      }
    }
    return kept;
  }

  private Optional<Slot> poorest(String topic) {
    return slots.keySet().stream()
        .filter(slot -> slots.getOrDefault(slot, Set.of()).contains(topic))
        .min(Comparator.comparingInt(slot -> shares.getOrDefault(slot, 0)));
  }

  private void give(Map<TopicPartition, Slot> to, TopicPartition partition, Slot slot) {
    to.put(partition, slot);
    shares.merge(slot, 1, Integer::sum);
  }
}
