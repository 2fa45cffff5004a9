package io.millrace.server.stream.kafka;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.kafka.Appender.Pending;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Appends in transactions, as many in one as wait. If a topic does not take what one of them has
 * for it, that one fails and no other. For one thread.
 */
final class AppendsTogether {

  private final KafkaBackend backend;
  private final Transactions transactions;
  private final Complaints complaints;

  AppendsTogether(KafkaBackend backend, Transactions transactions, Complaints complaints) {
    this.backend = backend;
    this.transactions = transactions;
    this.complaints = complaints;
  }

  /**
   * Stores appends and answers them.
   *
   * @return whether all are stored
   * @throws UnknownOutcomeException if those that have no answer may be stored or not
   * @throws RuntimeException if none of those that have no answer is stored
   */
  boolean store(List<Pending> all) {
    try {
      storeInOne(all);
      return true;
    } catch (RuntimeException e) {
      if (all.size() == 1 || !KafkaFailures.isOfTopic(e)) {
        throw e;
      }
      return storeEach(all);
    }
  }

  private void storeInOne(List<Pending> all) {
    List<Transactions.Placed> placed =
        transactions.store(
            new Transactions.Content(all.stream().map(Pending::appends).toList(), Map.of(), null));
    for (int i = 0; i < all.size(); i++) {
      backend.stored(placed.get(i));
      all.get(i).done().complete(placed.get(i).first());
    }
    all.forEach(pending -> backend.appended(pending.appends().keySet()));
  }

  /** What is not there has been waited for in vain, so nobody waits for its stream once more. */
  private boolean storeEach(List<Pending> all) {
    boolean stored = true;
    Map<String, BackendException> missing = new HashMap<>();
    for (Pending pending : all) {
      Set<String> streams = streams(pending);
      Optional<BackendException> failure =
          streams.stream().map(missing::get).filter(Objects::nonNull).findFirst();
      failure = failure.isPresent() ? failure : storeAlone(pending);
      if (failure.isPresent()) {
        BackendException why = failure.get();
        if (why.kind() == Kind.UNAVAILABLE) {
          streams.forEach(stream -> missing.put(stream, why));
        }
        complaints.add("append", String.valueOf(why.getMessage()));
        pending.done().completeExceptionally(why);
        stored = false;
      }
    }
    return stored;
  }

  private Optional<BackendException> storeAlone(Pending pending) {
    try {
      storeInOne(List.of(pending));
      return Optional.empty();
    } catch (RuntimeException e) {
      if (!KafkaFailures.isOfTopic(e)) {
        throw e;
      }
      return Optional.of(KafkaFailures.of(Appender.DOING, e));
    }
  }

  private static Set<String> streams(Pending pending) {
    return pending.appends().keySet().stream()
        .map(StreamPartition::stream)
        .collect(Collectors.toSet());
  }

  /** Makes sure that nothing of an earlier life, or of what has failed, is left open. */
  void prepare() {
    transactions.ready();
  }

  void discard() {
    transactions.discard();
  }

  /** From any thread. */
  void giveUp() {
    transactions.giveUp();
  }
}
