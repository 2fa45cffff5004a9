package io.millrace.server.stream.kafka;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a worker's consumer polling, however slow the worker is: heartbeats, rebalances and the
 * longest time between two polls are its affair alone. What comes goes into the share, as much as
 * there is room for. A consumer that has failed is closed and made anew.
 */
final class Fetcher implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final Duration FINISH = Duration.ofSeconds(10);

  /** How often it is asked where paused partitions end, and how long that may take. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final long LONGEST_PAUSE = 10_000;

  private final String name;
  private final ConsumerFactory consumers;
  private final Topics topics;
  private final Collection<String> streams;
  private final Share share;
  private final Committer committer;
  private final Complaints complaints;
  private final Queue<Rewind> rewinds = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable ConsumerGroupMetadata member;
  private volatile @Nullable KafkaConsumer<Bytes, Bytes> polling;
  private volatile boolean full;

  /** Where a broker has said that the position is not there, until something else is committed. */
  private final Set<TopicPartition> outOfRange = new HashSet<>();

  private long pause = 100;

  /** Makes the consumer. */
  interface ConsumerFactory {
    KafkaConsumer<Bytes, Bytes> open();
  }

  private record Rewind(CompletableFuture<Void> done) {}

  Fetcher(
      String name,
      ConsumerFactory consumers,
      Topics topics,
      Collection<String> streams,
      Share share,
      Committer committer,
      Complaints complaints) {
    this.name = name;
    this.consumers = consumers;
    this.topics = topics;
    this.streams = streams;
    this.share = share;
    this.committer = committer;
    this.complaints = complaints;
  }

  /** What the group knows of this member; null before it has joined. */
  @Nullable ConsumerGroupMetadata member() {
    return member;
  }

  @Override
  public void run() {
    while (!isClosing()) {
      try (Member consumer = new Member(consumers.open())) {
        consumer.run();
      } catch (RuntimeException | Error e) { // else the worker waits for ever
        failed(e);
      }
    }
    BackendException closed = new BackendException(Kind.UNAVAILABLE, name + " is closed");
    for (Rewind rewind = rewinds.poll(); rewind != null; rewind = rewinds.poll()) {
      rewind.done().completeExceptionally(closed);
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void failed(Throwable thrown) {
    if (thrown instanceof OffsetOutOfRangeException e) {
      outOfRange.addAll(e.offsetOutOfRangePartitions().keySet());
    }
    if (KafkaFailures.isFenced(thrown)) {
      pause = LONGEST_PAUSE; // two with one name would drive each other out all the time
    }
    BackendException failure = KafkaFailures.of(name + " cannot read", thrown);
    LOG.warn("{}; it joins again", failure.getMessage(), thrown);
    complaints.add(name, String.valueOf(failure.getMessage()));
    share.lost();
    share.trouble(
        new BackendException(Kind.UNAVAILABLE, String.valueOf(failure.getMessage()), failure));
    try {
      var unused = closing.await(pause, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }

  /** Everything since the last commit comes again; done when it will. */
  CompletableFuture<Void> rewind() {
    Rewind rewind = new Rewind(new CompletableFuture<>());
    rewinds.add(rewind);
    stir();
    return rewind.done();
  }

  /** Looks sooner for what there is to do. */
  void stir() {
    KafkaConsumer<Bytes, Bytes> waiting = polling;
    if (waiting != null) {
      waiting.wakeup();
    }
  }

  /** The worker has taken something: there may be room again. */
  void taken() {
    if (full && share.bytes() < Share.ROOM / 2) {
      stir();
    }
  }

  /** Ends the thread, which leaves the group. */
  void close() {
    closing.countDown();
    stir();
  }

  /** One life of the consumer. */
  private final class Member implements ConsumerRebalanceListener, AutoCloseable {

    private final KafkaConsumer<Bytes, Bytes> consumer;
    private long looked = System.nanoTime();

    Member(KafkaConsumer<Bytes, Bytes> consumer) {
      this.consumer = consumer;
    }

    void run() {
      consumer.subscribe(topics.topicsOf(streams), this);
      while (!isClosing()) {
        try {
          polling = consumer;
          if (rewinds.isEmpty() && !isClosing()) {
            pauseOrResume();
            take(consumer.poll(POLL));
            lookAtEnds();
          }
        } catch (WakeupException e) {
          LOG.trace("{} has something else to do", name);
        } finally {
          polling = null;
        }
        rewind();
      }
    }

    private void pauseOrResume() {
      long bytes = share.bytes();
      if (full ? bytes < Share.ROOM / 2 : bytes > Share.ROOM) {
        full = !full;
      }
      if (full) {
        consumer.pause(consumer.assignment());
      } else if (!consumer.paused().isEmpty()) {
        consumer.resume(consumer.paused());
      }
    }

    /** Of what a poll has gone past; nothing here waits, so no wakeup can come in between. */
    private void take(ConsumerRecords<Bytes, Bytes> records) {
      member = consumer.groupMetadata();
      records
          .nextOffsets()
          .forEach(
              (at, next) -> {
                List<ConsumerRecord<Bytes, Bytes>> fetched = records.records(at);
                List<StreamRecord> taken = new ArrayList<>(fetched.size());
                fetched.forEach(record -> taken.add(KafkaRecords.fromKafka(record)));
                StreamPartition partition = topics.partition(at);
                share.fetched(partition, taken, next.offset());
                consumer
                    .currentLag(at)
                    .ifPresent(lag -> share.endsAt(partition, next.offset() + lag));
              });
    }

    /** What is paused is not fetched, so nobody tells where it ends. */
    private void lookAtEnds() {
      if (!full || System.nanoTime() - looked < LOOK.toNanos()) {
        return;
      }
      try {
        consumer
            .endOffsets(consumer.assignment(), LOOK)
            .forEach((at, end) -> share.endsAt(topics.partition(at), end));
      } catch (ApiException e) {
        LOG.debug("{} is not told how far its partitions go", name, e);
      } finally {
        looked = System.nanoTime();
      }
    }

    private void rewind() {
      for (Rewind rewind = rewinds.poll(); rewind != null; rewind = rewinds.poll()) {
        try {
          Set<TopicPartition> assigned = consumer.assignment();
          Map<TopicPartition, Starts.Start> starts =
              new Starts(consumer, name).find(assigned, outOfRange);
          share.restart(topics.partitions(Starts.offsets(starts)));
          rewind.done().complete(null);
        } catch (WakeupException e) {
          rewinds.add(rewind);
        } catch (RuntimeException e) {
          rewind.done().completeExceptionally(KafkaFailures.of(name + " cannot go back", e));
        } catch (Error e) {
          rewind.done().completeExceptionally(KafkaFailures.of(name + " cannot go back", e));
          throw e;
        }
      }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      member = consumer.groupMetadata();
      // All that is not held, not only what is new: a wakeup may have ended an earlier call, and
      // then the client calls once more, with nothing.
      List<TopicPartition> taken =
          consumer.assignment().stream().filter(at -> !share.holds(topics.partition(at))).toList();
      if (!taken.isEmpty()) {
        LOG.info("{} takes over {}", name, taken);
        new Starts(consumer, name)
            .find(taken, outOfRange)
            .forEach((at, start) -> share.own(topics.partition(at), start.offset(), start.end()));
      }
      pause = 100;
      complaints.withdraw(name);
      share.joined();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      // The group has agreed anew by now; a commit under way may wait for just that.
      member = consumer.groupMetadata();
      if (!revoked.isEmpty()) {
        LOG.info("{} gives up {}", name, revoked);
        committer.closeFor(topics.partitions(revoked), FINISH);
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      LOG.warn("{} has lost {}", name, lost);
      share.lost();
    }

    @Override
    public void close() {
      polling = null;
      consumer.close(
          CloseOptions.timeout(CLOSE)
              .withGroupMembershipOperation(
                  isClosing()
                      ? GroupMembershipOperation.LEAVE_GROUP
                      : GroupMembershipOperation.REMAIN_IN_GROUP));
    }
  }
}
