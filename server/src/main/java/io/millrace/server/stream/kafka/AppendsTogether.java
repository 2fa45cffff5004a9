package io.millrace.server.stream.kafka;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.kafka.Appender.Pending;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /** What is not there has been waited for in vain, so nobody waits for it once more. */
  private boolean storeEach(List<Pending> all) {
    boolean stored = true;
    Missing missing = new Missing();
    for (Pending pending : all) {
      Set<StreamPartition> partitions = pending.appends().keySet();
      Optional<BackendException> failure = missing.of(partitions);
      failure = failure.isPresent() ? failure : storeAlone(pending);
      if (failure.isPresent()) {
        BackendException why = failure.get();
        missing.add(partitions, why);
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
