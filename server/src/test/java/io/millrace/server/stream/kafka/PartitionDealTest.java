package io.millrace.server.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.kafka.WorkerAnnouncement.Slot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.TopicPartition;

/** What a deal promises, whoever comes and goes. */
class PartitionDealTest {

  private static final List<String> TOPICS = List.of("orders", "returns");

  /** Each turn a worker that is there leaves, and one that is not joins. */
  @Property(tries = 300)
  void itIsEvenAndMovesOnlyToWhoJoinsAndFromWhoLeaves(
      @ForAll @IntRange(max = 40) int partitions,
      @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 9) Integer> turns) {
    Set<Slot> workers = new TreeSet<>();
    Map<TopicPartition, Slot> before = Map.of();
    for (int turn : turns) {
      Slot changed = slot(turn);
      boolean leaves = workers.remove(changed);
      if (!leaves) {
        workers.add(changed);
      }
      Map<TopicPartition, Slot> after = deal(workers, partitions, before);
      assertEven(after, workers, partitions);
      Map<TopicPartition, Slot> others = new HashMap<>(leaves ? before : after);
      others.values().removeIf(changed::equals);
      assertThat(leaves ? after : before)
          .as("what is not %s's", changed)
          .containsAllEntriesOf(others);
      before = after;
    }
  }

  /** As after a start, or when a whole server is gone. */
  @Property(tries = 300)
  void whoeverHadThemAsManyStayAsEvennessAllows(
      @ForAll @Size(max = 40) List<@IntRange(max = 9) Integer> owners,
      @ForAll @Size(min = 1, max = 6) Set<@IntRange(max = 9) Integer> numbers) {
    Map<TopicPartition, Slot> before = new HashMap<>();
    for (int i = 0; i < owners.size(); i++) {
      before.put(partition(i), slot(owners.get(i)));
    }
    Set<Slot> workers = new TreeSet<>(numbers.stream().map(PartitionDealTest::slot).toList());

    Map<TopicPartition, Slot> after = deal(workers, owners.size(), before);

    assertEven(after, workers, owners.size());
    long stay =
        after.entrySet().stream().filter(e -> e.getValue().equals(before.get(e.getKey()))).count();
    assertThat(stay).isEqualTo(mostThatCanStay(before, workers));
  }

  /** A share of the smaller size for each, and one more for as many as it does not come out for. */
  private static long mostThatCanStay(Map<TopicPartition, Slot> before, Set<Slot> workers) {
    int least = before.size() / workers.size();
    Map<Slot, Integer> owned = counts(before, workers);
    long upToLeast = owned.values().stream().mapToInt(count -> Math.min(count, least)).sum();
    long richer = owned.values().stream().filter(count -> count > least).count();
    return upToLeast + Math.min(richer, before.size() % workers.size());
  }

  @Property(tries = 300)
  void eachGoesToOneThatReadsItsTopicAndNobodyHasTooManyThatOthersCouldTake(
      @ForAll @Size(min = 1, max = 5)
          List<@Size(max = 2) Set<@IntRange(max = 1) Integer>> subscriptions,
      @ForAll @Size(max = 20) List<@IntRange(max = 5) Integer> owners) {
    PartitionDeal deal = new PartitionDeal();
    Map<Slot, Set<String>> read = new HashMap<>();
    for (int i = 0; i < subscriptions.size(); i++) {
      Set<String> topics = new HashSet<>(subscriptions.get(i).stream().map(TOPICS::get).toList());
      deal.slot(slot(i), topics);
      read.put(slot(i), topics);
    }
    Map<TopicPartition, Slot> before = new HashMap<>();
    for (int i = 0; i < owners.size(); i++) {
      before.put(partition(i), slot(owners.get(i)));
    }
    List<TopicPartition> all = partitions(owners.size());

    Map<TopicPartition, Slot> dealt = deal.deal(all, before);

    Set<String> anybodys = new HashSet<>();
    read.values().forEach(anybodys::addAll);
    assertThat(deal.topics()).isEqualTo(anybodys);
    assertThat(dealt.keySet())
        .containsExactlyInAnyOrderElementsOf(
            all.stream().filter(at -> anybodys.contains(at.topic())).toList());
    dealt.forEach((at, slot) -> assertThat(read.get(slot)).contains(at.topic()));
    assertNobodyHasTooMany(dealt, read, (all.size() + read.size() - 1) / read.size());
  }

  private static void assertNobodyHasTooMany(
      Map<TopicPartition, Slot> dealt, Map<Slot, Set<String>> read, int fair) {
    Map<Slot, Integer> counts = counts(dealt, read.keySet());
    counts.forEach(
        (rich, count) -> {
          List<TopicPartition> its =
              dealt.keySet().stream().filter(at -> rich.equals(dealt.get(at))).toList();
          assertThat(
                  count <= fair
                      || its.stream().anyMatch(at -> least(at.topic(), read, counts) >= count - 1))
              .as("%s has one that nobody poorer could take, of %s", rich, counts)
              .isTrue();
        });
  }

  /** How many the poorest reader of a topic has. */
  private static int least(String topic, Map<Slot, Set<String>> read, Map<Slot, Integer> counts) {
    return counts.keySet().stream()
        .filter(slot -> read.get(slot).contains(topic))
        .mapToInt(counts::get)
        .min()
        .orElseThrow();
  }

  private static Map<TopicPartition, Slot> deal(
      Set<Slot> workers, int partitions, Map<TopicPartition, Slot> owners) {
    PartitionDeal deal = new PartitionDeal();
    workers.forEach(worker -> deal.slot(worker, TOPICS));
    return deal.deal(partitions(partitions), owners);
  }

  private static void assertEven(
      Map<TopicPartition, Slot> dealt, Set<Slot> workers, int partitions) {
    assertThat(dealt.keySet())
        .as("dealt")
        .isEqualTo(workers.isEmpty() ? Set.of() : new HashSet<>(partitions(partitions)));
    int least = partitions / Math.max(1, workers.size());
    assertThat(counts(dealt, workers).values())
        .as("shares")
        .allMatch(count -> count == least || count == least + 1);
  }

  /** How many each has; others than these workers are not counted. */
  private static Map<Slot, Integer> counts(Map<TopicPartition, Slot> dealt, Set<Slot> workers) {
    Map<Slot, Integer> counts = new TreeMap<>();
    workers.forEach(worker -> counts.put(worker, 0));
    dealt.values().forEach(slot -> counts.computeIfPresent(slot, (key, count) -> count + 1));
    return counts;
  }

  /** Ten workers on three servers. */
  private static Slot slot(int number) {
    return new Slot("server-" + number % 3, number);
  }

  private static List<TopicPartition> partitions(int count) {
    return IntStream.range(0, count).mapToObj(PartitionDealTest::partition).toList();
  }

  private static TopicPartition partition(int number) {
    return new TopicPartition(TOPICS.get(number % 2), number / 2);
  }
}
