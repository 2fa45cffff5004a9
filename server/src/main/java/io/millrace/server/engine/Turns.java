package io.millrace.server.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Of all workers that are behind, only a few have a round in hand at a time: what is in memory then
 * does not grow with the number of pipelines, and a round is over, and its memory young, before the
 * next begins. They are served in the order in which they came.
 *
 * <p>Whoever takes longer than a round takes when nothing is waited for, as with a stage that asks
 * over a network, is not counted any more: it keeps the others waiting for that time at most. Safe
 * for many threads.
 */
final class Turns {

  private final int most;
  private final long counted;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Turn> queue = new ArrayDeque<>();
  private final Deque<Turn> taken = new ArrayDeque<>();

  /**
   * Turns for an engine.
   *
   * @param most how many are taken at once
   * @param counted how long one counts that is not ended
   */
  Turns(int most, Duration counted) {
    this.most = most;
    this.counted = counted.toNanos();
  }

  /** For one worker. */
  Turn turn() {
    return new Turn();
  }

  /** A worker's own. For one thread. */
  final class Turn {

    private final Condition changed = lock.newCondition();
    private long since;

    /** Waits until it is this worker's turn. An interrupt is kept for later. */
    void take() {
      lock.lock();
      try {
        queue.add(this);
        awaitFree();
        since = System.nanoTime();
        taken.add(this);
      } finally {
        queue.remove(this);
        callNext();
        lock.unlock();
      }
    }

    /** The next one may begin. Does nothing if no turn was taken. */
    void end() {
      lock.lock();
      try {
        if (taken.remove(this)) {
          callNext();
        }
      } finally {
        lock.unlock();
      }
    }

    private void awaitFree() {
      boolean interrupted = false;
      for (long nanos = untilFree(); nanos > 0; nanos = untilFree()) {
        try {
          changed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    /** How long to wait before one looks again; 0 if one need not. */
    private long untilFree() {
      if (queue.peek() != this) {
        return Long.MAX_VALUE;
      }
      long now = System.nanoTime();
      Turn oldest = taken.peek();
      while (oldest != null && now - oldest.since >= counted) {
        taken.remove();
        oldest = taken.peek();
      }
      return oldest == null || taken.size() < most ? 0 : oldest.since + counted - now;
    }
  }

  private void callNext() {
    Turn next = queue.peek();
    if (next != null) {
      next.changed.signal();
    }
  }
}
