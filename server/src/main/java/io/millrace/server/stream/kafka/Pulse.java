package io.millrace.server.stream.kafka;

import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.Subscriptions;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks at the cluster from time to time: whether it answers, and whether streams that somebody
 * follows have grown by the hands of others.
 */
final class Pulse implements Runnable {

  private static final Duration FOLLOW = Duration.ofMillis(100);
  private static final Duration ASK = Duration.ofSeconds(2);
  private static final int PATIENCE_MILLIS = 3_000;

  private final Admin admin;
  private final Topics topics;
  private final Subscriptions subscriptions;
  private final Complaints complaints;
  private final String bootstrapServers;
  private final Map<String, Integer> followed = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  Pulse(
      Admin admin,
      Topics topics,
      Subscriptions subscriptions,
      Complaints complaints,
      String bootstrapServers) {
    this.admin = admin;
    this.topics = topics;
    this.subscriptions = subscriptions;
    this.complaints = complaints;
    this.bootstrapServers = bootstrapServers;
  }

  void follow(String stream) {
    followed.merge(stream, 1, Integer::sum);
  }

  void unfollow(String stream) {
    followed.computeIfPresent(stream, (name, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public void run() {
    long asked = System.nanoTime() - ASK.toNanos();
    try {
      while (!closing.await(FOLLOW.toMillis(), TimeUnit.MILLISECONDS)) {
        boolean due = System.nanoTime() - asked >= ASK.toNanos();
        if (due || !followed.isEmpty()) {
          look(due);
          asked = due ? System.nanoTime() : asked;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(boolean due) throws InterruptedException {
    try {
      if (due) {
        var unused =
            admin
                .describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MILLIS))
                .clusterId()
                .get();
        complaints.withdraw(Complaints.CLUSTER);
      }
      subscriptions.appended(grown());
    } catch (ExecutionException e) {
      complaints.add(
          Complaints.CLUSTER,
          String.valueOf(
              KafkaFailures.of("no answer from Kafka at " + bootstrapServers, e).getMessage()));
    }
  }

  private Collection<String> grown() throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (String stream : followed.keySet()) {
      StreamSpec spec = topics.streams().get(stream);
      for (int i = 0; spec != null && i < spec.partitions(); i++) {
        asked.put(topics.partition(new StreamPartition(stream, i)), OffsetSpec.latest());
      }
    }
    ends.keySet().retainAll(asked.keySet());
    if (asked.isEmpty()) {
      return Set.of();
    }
    Map<TopicPartition, ListOffsetsResultInfo> found =
        admin
            .listOffsets(
                asked,
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(PATIENCE_MILLIS))
            .all()
            .get();
    Set<String> grown = new HashSet<>();
    found.forEach(
        (at, end) -> {
          Long before = ends.put(at, end.offset());
          if (before == null || before < end.offset()) {
            grown.add(topics.partition(at).stream());
          }
        });
    return grown;
  }

  void close() {
    closing.countDown();
  }
}
