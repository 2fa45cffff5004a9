package io.millrace.server.stream.kafka;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.Subscriptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the cluster from time to time: whether it answers, and whether streams that somebody
 * follows have grown by the hands of others.
 */
final class Pulse implements Runnable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Pulse.class);
  private static final String FOLLOWED = "followed";
  private static final Duration FOLLOW = Duration.ofMillis(100);
  private static final Duration ASK = Duration.ofSeconds(2);
  private static final Duration ASK_AGAIN = Duration.ofMillis(500);
  private static final int PATIENCE_MILLIS = 3_000;

  /** After so many questions without an answer the cluster is away; one may be a slow broker. */
  private static final int AWAY = 2;

  private final Admin admin;
  private final Topics topics;
  private final Subscriptions subscriptions;
  private final Complaints complaints;
  private final String bootstrapServers;
  private final Map<String, Integer> followed = new ConcurrentHashMap<>();
  private final FollowedEnds ends;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** How many times in a row there was no answer. */
  private final AtomicInteger missed = new AtomicInteger();

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
    ends = new FollowedEnds(admin, PATIENCE_MILLIS);
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
        Duration every = missed.get() == 0 ? ASK : ASK_AGAIN;
        boolean due = System.nanoTime() - asked >= every.toNanos();
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
    if (due) {
      ask();
    }
    try {
      tellWhatHasGrown();
    } catch (RuntimeException e) {
      LOGGER.warn("a subscriber of a stream has failed", e);
    }
  }

  private void ask() throws InterruptedException {
    try {
      var unused =
          admin
              .describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MILLIS))
              .clusterId()
              .get();
      complaints.withdraw(Complaints.CLUSTER);
      if (missed.getAndSet(0) >= AWAY) {
        LOGGER.info("Kafka at {} answers again", bootstrapServers);
      }
    } catch (ExecutionException e) {
      String what = String.valueOf(noAnswer(e).getMessage());
      complaints.add(Complaints.CLUSTER, what);
      if (missed.incrementAndGet() == AWAY) {
        LOGGER.warn("{}; what needs it waits until there is one", what);
      }
    }
  }

  private BackendException noAnswer(@Nullable Throwable cause) {
    String what = "no answer from Kafka at " + bootstrapServers;
    return cause == null
        ? new BackendException(BackendException.Kind.UNAVAILABLE, what)
        : KafkaFailures.of(what, cause);
  }

  /**
   * Lets nobody wait for a cluster that is known to be away. From any thread.
   *
   * @throws BackendException UNAVAILABLE, if it has not answered several times in a row
   */
  void requireAnswers() {
    if (missed.get() >= AWAY && complaints.has(Complaints.CLUSTER)) {
      throw noAnswer(null);
    }
  }

  /** Tells the subscribers of all streams that have grown, though of others it is not known. */
  private void tellWhatHasGrown() throws InterruptedException {
    FollowedEnds.Look look = ends.look(followedPartitions());
    if (look.unknown() != null) {
      complaints.add(
          FOLLOWED,
          String.valueOf(
              KafkaFailures.of("it is not known whether followed streams grow", look.unknown())
                  .getMessage()));
    } else if (look.whole()) {
      complaints.withdraw(FOLLOWED);
    }
    Set<String> grown = new HashSet<>();
    look.grown().forEach(at -> grown.add(topics.partition(at).stream()));
    subscriptions.appended(grown);
  }

  private Set<TopicPartition> followedPartitions() {
    Set<TopicPartition> partitions = new HashSet<>();
    for (String stream : followed.keySet()) {
      StreamSpec spec = topics.streams().get(stream);
      for (int i = 0; spec != null && i < spec.partitions(); i++) {
        partitions.add(topics.partition(new StreamPartition(stream, i)));
      }
    }
    return partitions;
  }

  void close() {
    closing.countDown();
  }
}
