package io.millrace.server.stream.kafka;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.StreamPartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A worker's commits as transactions (KIP-447): outputs and offsets, with what the group knows of
 * the consumer, so that a consumer that has been replaced cannot commit.
 */
final class WorkerTransactions implements Committer.Storing {

  private static final Duration REBALANCE = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 3;

  private final KafkaBackend backend;
  private final KafkaSettings settings;
  private final String group;
  private final Transactions transactions;
  private final Supplier<@Nullable ConsumerGroupMetadata> member;

  WorkerTransactions(
      KafkaBackend backend,
      KafkaSettings settings,
      String group,
      Transactions transactions,
      Supplier<@Nullable ConsumerGroupMetadata> member) {
    this.backend = backend;
    this.settings = settings;
    this.group = group;
    this.transactions = transactions;
    this.member = member;
  }

  @Override
  public void prepare() {
    transactions.ready();
  }

  /** While the group agrees anew, what is still owned may be committed as soon as it has. */
  @Override
  public void store(
      List<Commit> commits, Map<StreamPartition, Long> offsets, Committer.Continuity continuity) {
    for (int attempt = 1; ; attempt++) {
      ConsumerGroupMetadata now = member.get();
      try {
        requireContinuity(continuity);
        store(commits, offsets, now);
        return;
      } catch (RuntimeException e) {
        if (!KafkaFailures.isStaleMember(e) || attempt == ATTEMPTS || !awaitNews(now, continuity)) {
          throw e;
        }
      }
    }
  }

  private void requireContinuity(Committer.Continuity continuity) {
    if (!continuity.holds()) {
      throw new BackendException(Kind.LOST, group + " has lost partitions before their commit");
    }
  }

  private void store(
      List<Commit> commits,
      Map<StreamPartition, Long> offsets,
      @Nullable ConsumerGroupMetadata now) {
    Map<TopicPartition, OffsetAndMetadata> sent = new HashMap<>();
    offsets.forEach(
        (at, offset) ->
            sent.put(
                new TopicPartition(settings.topic(at.stream()), at.partition()),
                new OffsetAndMetadata(offset)));
    List<Transactions.Placed> placed;
    try {
      placed =
          transactions.store(
              new Transactions.Content(commits.stream().map(Commit::appends).toList(), sent, now));
    } catch (UnknownOutcomeException e) {
      if (!tookEffect(offsets)) {
        throw e;
      }
      return;
    } catch (RuntimeException e) {
      BackendException failure = KafkaFailures.of("records could not be stored", e);
      throw failure.kind() == Kind.REFUSED ? shrunk(failure) : e;
    }
    placed.forEach(backend::stored);
    commits.forEach(commit -> backend.appended(commit.appends().keySet()));
  }

  /** Records are measured before they come here: it is a topic that has changed, not an event. */
  private static BackendException shrunk(BackendException refused) {
    return new BackendException(
        Kind.UNAVAILABLE,
        refused.getMessage()
            + " (a topic takes less than when this server started: set its max.message.bytes as it"
            + " was, or start the server again, and what is too large becomes a failure)",
        refused);
  }

  /** What the next producer finds open it aborts; then the offsets tell. */
  private boolean tookEffect(Map<StreamPartition, Long> offsets) {
    transactions.ready();
    Map<StreamPartition, Long> committed = backend.committed(group);
    return !offsets.isEmpty()
        && offsets.entrySet().stream()
            .allMatch(each -> each.getValue().equals(committed.get(each.getKey())));
  }

  private boolean awaitNews(@Nullable ConsumerGroupMetadata then, Committer.Continuity continuity) {
    long deadline = System.nanoTime() + REBALANCE.toNanos();
    while (System.nanoTime() < deadline && continuity.holds()) {
      if (!Objects.equals(member.get(), then)) {
        return continuity.holds();
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  @Override
  public void giveUp() {
    transactions.giveUp();
  }

  @Override
  public void close() {
    transactions.discard();
  }
}
