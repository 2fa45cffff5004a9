package io.millrace.server.stream.kafka;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.CommitChain;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores one worker's commits in order, on a thread of its own. Those that wait behind one that is
 * under way go together into the next transaction.
 */
final class Committer implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
  private static final int MOST_RECORDS = 50_000;
  private static final long MOST_BYTES = 16 << 20;
  private static final long FIRST_PAUSE = 100;
  private static final long LONGEST_PAUSE = 5_000;

  private final String name;

  /** Who complains that no transactions can be made. */
  private final String transactions;

  private final String group;
  private final Share share;
  private final Storing storing;
  private final Complaints complaints;
  private final Deque<Pending> queue = new ArrayDeque<>();
  private int unanswered;
  private boolean ready;
  private boolean closed;

  /** What puts commits into a transaction. */
  interface Storing {

    /** Gets ready, so that nothing of an earlier life is left open. */
    void prepare();

    /** Stores all or nothing; after an Error it may be either. */
    void store(List<Commit> commits, Map<StreamPartition, Long> offsets, Continuity continuity);

    /** Does not wait for answers any longer. From any thread. */
    void giveUp();

    void close();
  }

  /** Whether partitions are still owned as they were when their offsets were handed in. */
  interface Continuity {
    boolean holds();
  }

  private record Pending(
      Commit commit,
      Map<StreamPartition, Long> tenures,
      CommitChain failed,
      CompletableFuture<Void> done) {}

  Committer(String name, String group, Share share, Storing storing, Complaints complaints) {
    this.name = name;
    this.transactions = name + " transactions";
    this.group = group;
    this.share = share;
    this.storing = storing;
    this.complaints = complaints;
  }

  /** Queues a commit, in the order of the calls. */
  synchronized CompletableFuture<Void> submit(Commit commit) {
    if (closed) {
      throw new IllegalStateException("the intake of " + group + " is closed");
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      CommitChain failed = share.failed();
      queue.add(new Pending(commit, share.submit(group, commit.offsets()), failed, done));
      unanswered++;
      notifyAll();
    } catch (BackendException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  /**
   * Gives partitions up after what was handed in for them is stored, if that does not take long.
   */
  void closeFor(Collection<StreamPartition> partitions, Duration patience) {
    if (!share.stop(partitions)) {
      LOG.info("{} was at work on partitions that go; its round is void", name);
    }
    awaitAnswers(patience);
    share.disown(partitions);
  }

  /** Waits until every commit has its answer; false if some have not by then. */
  synchronized boolean awaitAnswers(Duration timeout) {
    return await(timeout, () -> unanswered == 0);
  }

  /** Waits until transactions can be made; false if they cannot by then. */
  synchronized boolean awaitReady(Duration timeout) {
    return await(timeout, () -> ready);
  }

  private boolean await(Duration timeout, Condition condition) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      while (!condition.holds()) {
        long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
        if (millis <= 0) {
          return false;
        }
        wait(millis);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private interface Condition {
    boolean holds();
  }

  @Override
  public void run() {
    long pause = FIRST_PAUSE;
    while (true) {
      pause = prepare() ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
      List<Pending> next = next(pause);
      if (next == null) {
        storing.close();
        return;
      }
      if (!next.isEmpty()) {
        store(next);
      }
    }
  }

  private boolean prepare() {
    BackendException failure = null;
    try {
      storing.prepare();
    } catch (RuntimeException | Error e) {
      failure = failure("cannot make transactions", e);
      LOG.warn("{}", failure.getMessage());
      complaints.add(transactions, String.valueOf(failure.getMessage()));
    }
    if (failure == null) {
      complaints.withdraw(transactions);
    }
    synchronized (this) {
      ready = failure == null;
      notifyAll();
    }
    return failure == null;
  }

  /** The next commits to store together; none after a pause if it is not ready; null at the end. */
  @SuppressWarnings("WaitNotInLoop") // a pause may be shorter
  private synchronized @Nullable List<Pending> next(long pause) {
    try {
      if (!ready && !closed && queue.isEmpty()) {
        wait(pause);
      }
      while (ready && !closed && queue.isEmpty()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
    List<Pending> next = new ArrayList<>();
    long bytes = 0;
    int records = 0;
    while (!queue.isEmpty() && bytes < MOST_BYTES && records < MOST_RECORDS) {
      Pending pending = queue.remove();
      next.add(pending);
      for (Records appended : pending.commit().appends().values()) {
        bytes += appended.encoded().length();
        records += appended.count();
      }
    }
    return next.isEmpty() && closed ? null : next;
  }

  private void store(List<Pending> all) {
    BackendException broken = broken(all);
    BackendException failure = broken == null ? storeInOne(all) : broken;
    for (Pending pending : all) {
      answer(pending, failure);
    }
  }

  private static @Nullable BackendException broken(List<Pending> all) {
    return all.stream()
        .map(pending -> pending.failed().broken())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private @Nullable BackendException storeInOne(List<Pending> all) {
    try {
      Map<StreamPartition, Long> offsets = new HashMap<>();
      all.forEach(pending -> offsets.putAll(pending.commit().offsets()));
      storing.store(
          all.stream().map(Pending::commit).toList(),
          offsets,
          () -> all.stream().allMatch(each -> share.owns(each.tenures())));
      share.committed(offsets);
      complaints.stored(name);
      return null;
    } catch (RuntimeException | Error e) { // else the worker waits for ever
      BackendException failure = failure("cannot commit", e);
      if (failure.kind() == Kind.UNAVAILABLE) {
        complaints.add(name, String.valueOf(failure.getMessage()));
      }
      return failure;
    }
  }

  /** After an Error too it goes on: a worker that goes back asks the group what is committed. */
  private BackendException failure(String what, Throwable thrown) {
    if (thrown instanceof Error) {
      LOG.error("a defect of Millrace itself: {} {}", name, what, thrown);
    }
    return KafkaFailures.of(name + " " + what, thrown);
  }

  private void answer(Pending pending, @Nullable BackendException failure) {
    if (failure == null) {
      pending.done().complete(null);
    } else {
      pending.failed().breakWith(failure);
      pending.done().completeExceptionally(failure);
    }
    synchronized (this) {
      unanswered--;
      notifyAll();
    }
  }

  /** Takes nothing more; what is queued is stored, if that does not take long. From any thread. */
  void close(Duration patience) {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    if (!awaitAnswers(patience)) {
      storing.giveUp();
      awaitAnswers(patience);
    }
  }
}
