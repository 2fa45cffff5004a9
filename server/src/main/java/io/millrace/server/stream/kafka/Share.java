package io.millrace.server.stream.kafka;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.CommitChain;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that one worker owns and what was fetched of them: the fetcher fills it, the
 * worker empties it. Safe for both.
 */
final class Share {

  /** So many bytes may wait for the worker, about. */
  static final long ROOM = 4 << 20;

  private final Map<StreamPartition, Holding> owned = new TreeMap<>();
  private CommitChain voided = new CommitChain();
  private CommitChain failed = new CommitChain();
  private @Nullable BackendException trouble;
  private long tenures;
  private int turn;
  private boolean joined;
  private boolean woken;
  private boolean closed;

  /** The group has answered; perhaps with nothing. */
  synchronized void joined() {
    joined = true;
    trouble = null;
    notifyAll();
  }

  synchronized boolean isJoined() {
    return joined;
  }

  /** The partition is ours, from this offset. */
  synchronized void own(StreamPartition partition, long offset, long end) {
    owned.put(partition, new Holding(partition, ++tenures, offset, end));
    notifyAll();
  }

  synchronized boolean holds(StreamPartition partition) {
    return owned.containsKey(partition);
  }

  /** Nothing is ours any more, until the group has answered again. */
  synchronized void lost() {
    joined = false;
    disown(List.copyOf(owned.keySet()));
  }

  /**
   * Partitions are ours no more. If the worker has something of them that it has not committed, it
   * must throw its round away: commits fail until it has.
   */
  synchronized void disown(Collection<StreamPartition> partitions) {
    for (StreamPartition partition : partitions) {
      Holding holding = owned.remove(partition);
      if (holding != null && holding.isOutstanding()) {
        voidRound(partition);
      }
    }
    notifyAll();
  }

  /** Nothing of these partitions is handed out any more; false if the worker's round is void. */
  synchronized boolean stop(Collection<StreamPartition> partitions) {
    for (StreamPartition partition : partitions) {
      Holding holding = owned.get(partition);
      if (holding != null && !holding.stop()) {
        voidRound(partition);
      }
    }
    notifyAll();
    return voided.broken() == null;
  }

  private void voidRound(StreamPartition partition) {
    voided.breakWith(
        new BackendException(Kind.LOST, partition + " went to another worker; the round is void"));
  }

  /** Nothing can be fetched at present. */
  synchronized void trouble(BackendException reason) {
    trouble = reason;
    notifyAll();
  }

  synchronized void fetched(StreamPartition partition, List<StreamRecord> records, long next) {
    Holding holding = owned.get(partition);
    if (holding != null) {
      holding.add(records, next);
      notifyAll();
    }
  }

  synchronized void endsAt(StreamPartition partition, long end) {
    Holding holding = owned.get(partition);
    if (holding != null) {
      holding.endsAt(end);
    }
  }

  /** How many bytes wait for the worker. */
  synchronized long bytes() {
    return owned.values().stream().mapToLong(Holding::bytes).sum();
  }

  /** From here on everything comes again, and commits are taken again. */
  synchronized void restart(Map<StreamPartition, Long> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          Holding holding = owned.get(partition);
          if (holding != null) {
            holding.restart(offset);
          }
        });
    voided = new CommitChain();
    failed = new CommitChain();
    notifyAll();
  }

  /** Broken by a commit that fails; those behind it fail too. */
  synchronized CommitChain failed() {
    return failed;
  }

  /**
   * The next records, one batch for each partition that has some, beginning with another in turn.
   */
  synchronized List<Batch> take(Limits limits) {
    throwIfBroken();
    List<StreamPartition> order = List.copyOf(owned.keySet());
    List<Batch> batches = new ArrayList<>();
    int records = limits.records();
    long bytes = limits.bytes();
    int start = order.isEmpty() ? 0 : turn % order.size();
    for (int i = 0; i < order.size() && records > 0 && bytes > 0; i++) {
      int index = (start + i) % order.size();
      Holding holding = owned.get(order.get(index));
      if (holding != null && holding.records() > 0) {
        Batch batch = holding.take(new Limits(records, bytes));
        batches.add(batch);
        records -= batch.count();
        bytes -= batch.bytes();
        turn = (index + 1) % order.size();
      }
    }
    return batches;
  }

  private void throwIfBroken() {
    BackendException broken = voided.broken();
    if (broken != null) {
      throw broken;
    }
    boolean empty = owned.values().stream().allMatch(holding -> holding.records() == 0);
    if (trouble != null && empty) {
      throw trouble;
    }
  }

  /** Waits until there are records, or something to be told; false if the time is up. */
  synchronized boolean awaitRecords(long deadline) {
    boolean timely = true;
    while (timely && !isInterrupted() && bytes() == 0) {
      timely = await(deadline);
    }
    return takeWakeup(timely);
  }

  /** Waits until the group has answered, whatever it said. */
  synchronized void awaitJoined(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean timely = true;
    while (timely && !joined && !isInterrupted()) {
      timely = await(deadline);
    }
  }

  /**
   * Waits until everything that is known to be there has been fetched, or all there is room for.
   */
  synchronized void awaitFetched(KnownEnds ends, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean timely = true;
    while (timely && !isInterrupted() && !(joined && (isFull() || hasReached(ends)))) {
      timely = await(deadline);
    }
  }

  /** Whether there is room for no more. */
  synchronized boolean isFull() {
    return bytes() > ROOM;
  }

  private boolean hasReached(KnownEnds ends) {
    return owned.entrySet().stream()
        .allMatch(each -> each.getValue().hasReached(ends.of(each.getKey())));
  }

  private boolean isInterrupted() {
    return woken || closed || trouble != null || voided.broken() != null;
  }

  private boolean takeWakeup(boolean timely) {
    boolean again = timely && !woken && !closed;
    woken = false;
    return again;
  }

  /** Waits once; whoever calls this looks again. */
  @SuppressWarnings("WaitNotInLoop")
  private boolean await(long deadline) {
    long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
    if (millis <= 0) {
      return false;
    }
    try {
      wait(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  synchronized void wakeup() {
    woken = true;
    notifyAll();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /**
   * Takes note of a commit that is on its way.
   *
   * @return the tenure of each partition in it
   * @throws BackendException LOST, if a partition is not ours or its round is void
   */
  synchronized Map<StreamPartition, Long> submit(String group, Map<StreamPartition, Long> offsets) {
    BackendException broken = failed.broken() == null ? voided.broken() : failed.broken();
    if (broken != null) {
      throw broken;
    }
    Map<StreamPartition, Long> tenures = new HashMap<>();
    for (StreamPartition partition : offsets.keySet()) {
      Holding holding = owned.get(partition);
      if (holding == null) {
        BackendException lost =
            new BackendException(
                Kind.LOST, group + " commits an offset of " + partition + ", not its own");
        voided.breakWith(lost);
        throw lost;
      }
      tenures.put(partition, holding.tenure);
    }
    offsets.forEach((partition, offset) -> holding(partition).submit(offset));
    return tenures;
  }

  private Holding holding(StreamPartition partition) {
    return Objects.requireNonNull(owned.get(partition));
  }

  /** Whether partitions have been ours all the time. */
  synchronized boolean owns(Map<StreamPartition, Long> tenuresThen) {
    return tenuresThen.entrySet().stream()
        .allMatch(
            then -> {
              Holding holding = owned.get(then.getKey());
              return holding != null && holding.tenure == then.getValue();
            });
  }

  synchronized void committed(Map<StreamPartition, Long> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          Holding holding = owned.get(partition);
          if (holding != null) {
            holding.commit(offset);
          }
        });
  }

  synchronized Map<StreamPartition, Long> lag(KnownEnds ends) {
    Map<StreamPartition, Long> lag = new HashMap<>();
    owned.forEach((partition, holding) -> lag.put(partition, holding.lag(ends.of(partition))));
    return lag;
  }
}
