package io.millrace.server.stream;

import static java.util.Objects.requireNonNull;

import io.millrace.server.stream.Backend.Subscription;
import io.millrace.server.stream.BackendException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The intake of a backend whose groups live on one node: the partitions of the streams, sorted, are
 * dealt to the workers in turn when the intake is opened. Partitions that come later are dealt when
 * it is opened again.
 */
public final class LocalIntake implements Intake {

  /** What stores a commit. */
  public interface CommitQueue {

    /**
     * Queues a commit, in the order of the calls.
     *
     * @param chain asked before the commit is stored, and broken when it fails
     */
    CompletableFuture<Void> submit(String group, Commit commit, CommitChain chain);
  }

  private static final Logger LOG = LoggerFactory.getLogger(LocalIntake.class);

  private final Backend backend;
  private final CommitQueue queue;
  private final String group;
  private final List<StreamPartition> owned;
  private final long[] positions;
  private final Map<StreamPartition, String> damaged = new ConcurrentSkipListMap<>();
  private final Signal signal = new Signal();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final LargeRecords.Turn turnWithLarge;
  private CommitChain chain = new CommitChain();
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
  private int turn;
  private volatile boolean closed;

  public LocalIntake(Backend backend, CommitQueue queue, LargeRecords large, IntakeSpec spec) {
    this.backend = backend;
    this.queue = queue;
    group = spec.group();
    owned = share(backend, spec);
    positions = new long[owned.size()];
    seekToCommitted();
    turnWithLarge = large.join(signal::appended);
    for (String stream : spec.streams()) {
      subscriptions.add(backend.onAppend(stream, signal::appended));
    }
  }

  private static List<StreamPartition> share(Backend backend, IntakeSpec spec) {
    Map<String, StreamSpec> streams = backend.streams();
    List<StreamPartition> all = new ArrayList<>();
    for (String stream : spec.streams()) {
      AppendCheck.partitions(List.of(new StreamPartition(stream, 0)), streams);
      for (int i = 0; i < requireNonNull(streams.get(stream)).partitions(); i++) {
        all.add(new StreamPartition(stream, i));
      }
    }
    List<StreamPartition> sorted = all.stream().sorted().distinct().toList();
    List<StreamPartition> share = new ArrayList<>();
    for (int i = spec.worker(); i < sorted.size(); i += spec.workers()) {
      share.add(sorted.get(i));
    }
    return List.copyOf(share);
  }

  @Override
  public List<Batch> poll(Limits limits, Duration timeout) {
    requireOpen();
    turnWithLarge.endAfter(lastCommit());
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      long seen = signal.count();
      List<Batch> batches = collect(limits);
      if (!batches.isEmpty() || !signal.await(seen, deadline)) {
        return batches;
      }
    }
  }

  private List<Batch> collect(Limits limits) {
    List<Batch> batches = new ArrayList<>();
    int records = limits.records();
    long bytes = limits.bytes();
    int start = turn;
    for (int i = 0; i < owned.size() && records > 0 && bytes > 0; i++) {
      int index = (start + i) % owned.size();
      if (damaged.containsKey(owned.get(index))) {
        continue;
      }
      skipRemoved(index);
      if (!turnWithLarge.mayRead(owned.get(index), positions[index])) {
        continue;
      }
      Batch batch = read(index, new Limits(records, bytes));
      if (batch.count() > 0) {
        batches.add(batch);
        records -= batch.count();
        bytes -= batch.bytes();
        turn = (index + 1) % owned.size();
      }
      positions[index] = batch.nextOffset();
    }
    return batches;
  }

  /** Damaged records are not passed over: their partition waits, and the others go on. */
  private Batch read(int index, Limits limits) {
    StreamPartition partition = owned.get(index);
    try {
      return backend.read(partition, positions[index], limits);
    } catch (BackendException e) {
      if (e.kind() != Kind.CORRUPT) {
        throw e;
      }
      damaged.put(partition, String.valueOf(e.getMessage()));
      LOG.error("{} goes no further in {}: {}", group, partition, e.getMessage());
      return new Batch(partition, List.of(), 0, 0, positions[index]);
    }
  }

  private void skipRemoved(int index) {
    long first = backend.range(owned.get(index)).first();
    if (first > positions[index]) {
      LOG.warn(
          "{} passes over {} records of {}, from offset {}: retention has removed them",
          group,
          first - positions[index],
          owned.get(index),
          positions[index]);
      positions[index] = first;
    }
  }

  @Override
  public CompletableFuture<Void> commit(Commit commit) {
    BackendException broken = chain.broken();
    if (broken != null) {
      requireOpen();
      return CompletableFuture.failedFuture(broken);
    }
    for (StreamPartition partition : commit.offsets().keySet()) {
      if (!owned.contains(partition)) {
        BackendException refused =
            new BackendException(
                Kind.REFUSED, group + " commits an offset of " + partition + ", not its own");
        chain.breakWith(refused);
        return CompletableFuture.failedFuture(refused);
      }
    }
    return submit(commit);
  }

  /** Never while this is being closed: whoever opens it next must find all that was committed. */
  private synchronized CompletableFuture<Void> submit(Commit commit) {
    requireOpen();
    last = queue.submit(group, commit, chain);
    return last;
  }

  @Override
  public void rewind() {
    requireOpen();
    waitForCommits();
    turnWithLarge.endAfter(lastCommit());
    chain = new CommitChain();
    seekToCommitted();
  }

  private void waitForCommits() {
    try {
      lastCommit().join();
    } catch (CompletionException e) {
      LOG.debug("{} goes on after a failed commit", group, e);
    }
  }

  private synchronized CompletableFuture<Void> lastCommit() {
    return last;
  }

  private void seekToCommitted() {
    Map<StreamPartition, Long> committed = backend.committed(group);
    for (int i = 0; i < positions.length; i++) {
      Long offset = committed.get(owned.get(i));
      positions[i] = offset == null ? backend.range(owned.get(i)).first() : offset;
    }
  }

  @Override
  public Map<StreamPartition, Long> lag() {
    Map<StreamPartition, Long> committed = backend.committed(group);
    Map<StreamPartition, Long> lag = new HashMap<>();
    for (StreamPartition partition : owned) {
      OffsetRange range = backend.range(partition);
      long from = Math.max(committed.getOrDefault(partition, range.first()), range.first());
      lag.put(partition, Math.max(0, range.next() - from));
    }
    return lag;
  }

  @Override
  public Map<StreamPartition, String> damaged() {
    return Map.copyOf(damaged);
  }

  @Override
  public void wakeup() {
    signal.wakeup();
  }

  @Override
  public void close() {
    if (!closeOnce()) {
      return;
    }
    subscriptions.forEach(Subscription::close);
    waitForCommits();
    turnWithLarge.close();
  }

  private synchronized boolean closeOnce() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the intake of " + group + " is closed");
    }
  }

  /** Counts appends, so that one between a look and a wait is not missed. */
  private static final class Signal {

    private long appends;
    private boolean woken;

    synchronized long count() {
      return appends;
    }

    synchronized void appended() {
      appends++;
      notifyAll();
    }

    synchronized void wakeup() {
      woken = true;
      notifyAll();
    }

    /** Whether it is worth to look again. */
    synchronized boolean await(long seen, long deadline) {
      while (appends == seen && !woken) {
        long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
        if (millis <= 0) {
          return false;
        }
        try {
          wait(millis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      boolean again = !woken;
      woken = false;
      return again;
    }
  }
}
