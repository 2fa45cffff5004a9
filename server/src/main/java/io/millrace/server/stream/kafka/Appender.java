package io.millrace.server.stream.kafka;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends outside of groups, on a thread of its own. What goes to one partition and fits goes out
 * in one batch, which a broker stores whole or not at all; everything else in a transaction. Those
 * that wait behind one that is under way go together.
 */
final class Appender implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Appender.class);
  private static final long MOST_BYTES = 16 << 20;

  /** How a failure begins. */
  static final String DOING = "records cannot be appended";

  /** Brokers that did not answer, or have too few copies, may store it all the same. */
  private static final String UNKNOWN =
      "the brokers did not acknowledge in time: it is not known whether the records are stored";

  private final AppendsAlone alone;
  private final AppendsTogether together;
  private final Complaints complaints;
  private final Deque<Pending> queue = new ArrayDeque<>();
  private boolean closed;

  /** An append, and who waits for where it is stored. */
  record Pending(
      Map<StreamPartition, Records> appends, CompletableFuture<Map<StreamPartition, Long>> done) {

    /** Whether one batch holds it. */
    boolean isAlone() {
      return appends.size() == 1 && bytes() <= ClientProperties.BATCH_BYTES / 2;
    }

    /** About how much a batch of it has. */
    long bytes() {
      long bytes = 0;
      for (Records records : appends.values()) {
        bytes += records.encoded().length() + 64L * records.count();
      }
      return bytes;
    }
  }

  Appender(KafkaBackend backend, KafkaSettings settings, Complaints complaints) {
    this.complaints = complaints;
    ClientProperties clients = new ClientProperties(settings);
    alone = new AppendsAlone(backend, settings, clients.appendsAlone(), complaints);
    together =
        new AppendsTogether(
            backend,
            new Transactions(
                settings,
                clients.appendsTogether(),
                waits -> complaints.add("append", waits),
                point -> {}),
            complaints);
  }

  /** Queues an append, whose partitions exist and whose records are not too large. */
  synchronized CompletableFuture<Map<StreamPartition, Long>> submit(
      Map<StreamPartition, Records> appends) {
    if (closed) {
      throw new BackendException(Kind.UNAVAILABLE, "the backend is closed");
    }
    Pending pending = new Pending(appends, new CompletableFuture<>());
    queue.add(pending);
    notifyAll();
    return pending.done();
  }

  @Override
  public void run() {
    prepare();
    List<Pending> next = next();
    while (!next.isEmpty()) {
      try {
        if (store(next)) {
          complaints.stored("append");
        }
      } catch (RuntimeException | Error e) { // whoever waits is told, whatever it is
        if (e instanceof Error) {
          LOG.error("a defect of Millrace itself: whether an append is stored is not known", e);
        }
        BackendException failure =
            e instanceof UnknownOutcomeException || e instanceof Error
                ? unknown(e)
                : KafkaFailures.of(DOING, e);
        complaints.add("append", String.valueOf(failure.getMessage()));
        next.forEach(pending -> pending.done().completeExceptionally(failure));
        prepare();
      }
      next = next();
    }
    together.discard();
    alone.close();
  }

  /** What is told where an append may be stored all the same. */
  static BackendException unknown(Throwable cause) {
    return new BackendException(Kind.UNAVAILABLE, UNKNOWN, cause);
  }

  /**
   * Ends what an earlier life, or the append that failed just now, may have left open: until then
   * nobody who reads committed gets past it. If it cannot be done, or there is something else to
   * do, the next append to several partitions does it.
   */
  private void prepare() {
    if (!isIdle()) {
      return;
    }
    try {
      together.prepare();
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("no transactions for appends yet", e);
    }
  }

  private synchronized boolean isIdle() {
    return queue.isEmpty() && !closed;
  }

  /** The next appends of one kind; none at the end. */
  private synchronized List<Pending> next() {
    try {
      while (queue.isEmpty() && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
    List<Pending> next = new ArrayList<>();
    Map<StreamPartition, Long> batches = new HashMap<>();
    long bytes = 0;
    while (!queue.isEmpty()) {
      Pending pending = queue.element();
      boolean fits =
          next.isEmpty() || (pending.isAlone() == next.get(0).isAlone() && bytes < MOST_BYTES);
      if (fits && pending.isAlone()) {
        StreamPartition at = pending.appends().keySet().iterator().next();
        fits = batches.merge(at, pending.bytes(), Long::sum) <= ClientProperties.BATCH_BYTES;
      }
      if (!fits) {
        break;
      }
      bytes += pending.bytes();
      next.add(queue.remove());
    }
    return next;
  }

  /** Whether all is stored; whoever waits for it is told in any case, unless this throws. */
  private boolean store(List<Pending> all) {
    if (all.get(0).isAlone()) {
      return alone.store(all);
    }
    boolean stored = together.store(all);
    if (!stored) {
      prepare();
    }
    return stored;
  }

  /** Takes nothing more; what is queued is stored. From any thread. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  void giveUp() {
    together.giveUp();
  }
}
