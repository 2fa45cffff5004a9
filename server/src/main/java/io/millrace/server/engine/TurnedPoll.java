package io.millrace.server.engine;

import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.Limits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Polls for a worker: one that is behind waits for its {@link Turns.Turn turn} first; one that is
 * not, or whose rounds pass mostly in waiting, does not. Its first rounds are small, each twice the
 * one before: the JVM has compiled nothing yet, and somebody waits for what comes out first. For
 * the worker's thread.
 */
final class TurnedPoll {

  /** Not zero: a backend whose records come over a network may wait for them then. */
  private static final Duration NOW = Duration.ofNanos(1);

  /** How many records the first round may have. */
  private static final int FIRST = 64;

  /**
   * A poll that is full with fewer records holds large ones, whose reader has a turn of its own.
   */
  private static final int FEW = 8;

  /** Of the time of a round in turn, the part that is processor time if nothing is waited for. */
  private static final int PART = 8;

  /** So many rounds of one who waits for something go without a turn; then it is seen again. */
  private static final int FREE = 16;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Intake intake;
  private final Limits most;
  private final Turns.Turn turn;
  private Limits limits;
  private boolean behind = true;
  private boolean taken;
  private int free;
  private long since;
  private long processorSince;

  TurnedPoll(Intake intake, Limits most, Turns.Turn turn) {
    this.intake = intake;
    this.most = most;
    this.turn = turn;
    limits = upTo(FIRST);
  }

  private Limits upTo(long records) {
    return new Limits((int) Math.min(records, most.records()), most.bytes());
  }

  /** What is there; waits for it if there is nothing, unless the worker is to stop. */
  List<Batch> poll(Duration timeout, BooleanSupplier stopping) {
    List<Batch> batches = List.of();
    taken = behind && free == 0;
    free = Math.max(0, free - 1);
    if (taken) {
      turn.take();
      if (!stopping.getAsBoolean()) {
        batches = intake.poll(limits, NOW);
      }
    }
    if (batches.isEmpty()) {
      turn.end();
      if (!stopping.getAsBoolean()) {
        batches = intake.poll(limits, timeout);
      }
    }
    behind = isFull(batches);
    if (behind) {
      limits = upTo(2L * limits.records());
    }
    since = System.nanoTime();
    processorSince = THREADS.getCurrentThreadCpuTime();
    return batches;
  }

  /** Or nearly so: blocks are taken whole, and there may be no room for the next. */
  private boolean isFull(List<Batch> batches) {
    int records = 0;
    long bytes = 0;
    for (Batch batch : batches) {
      records += batch.count();
      bytes += batch.bytes();
    }
    return 4L * records >= limits.records() || (8 * bytes >= limits.bytes() && records >= FEW);
  }

  /** The worker waits for something, or calls what may take long: others go on meanwhile. */
  void pause() {
    turn.end();
  }

  /** What was polled is done, or thrown away. */
  void done() {
    turn.end();
    long processor = THREADS.getCurrentThreadCpuTime() - processorSince;
    if (taken && behind && processor * PART < System.nanoTime() - since) {
      free = FREE;
    }
  }
}
