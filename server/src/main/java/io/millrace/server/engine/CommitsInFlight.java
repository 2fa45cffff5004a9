package io.millrace.server.engine;

import io.millrace.server.stream.BackendException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One worker's commits that the backend has not answered yet, oldest first. For one thread. */
final class CommitsInFlight {

  private static final Duration TICK = Duration.ofSeconds(1);

  /** After so many ticks without an answer it is said that one is waited for. */
  private static final int LONG = 5;

  private final Deque<CompletableFuture<Void>> commits = new ArrayDeque<>();
  private final Waiting waiting;
  private final Duration tick;

  /**
   * None yet.
   *
   * @param waiting is told when an answer takes long
   */
  CommitsInFlight(Waiting waiting) {
    this(waiting, TICK);
  }

  CommitsInFlight(Waiting waiting, Duration tick) {
    this.waiting = waiting;
    this.tick = tick;
  }

  void add(CompletableFuture<Void> stored) {
    commits.add(stored);
  }

  /**
   * Waits until at most some commits are unanswered, and takes note of all that are answered.
   *
   * @throws BackendException if one of them was not stored; then none after it was
   */
  void settle(int most) {
    while (!commits.isEmpty()) {
      CompletableFuture<Void> oldest = commits.peek();
      if (commits.size() <= most && !oldest.isDone()) {
        return;
      }
      join(oldest);
      commits.remove();
    }
  }

  /** Waits for all answers, whatever they are, after one of them was a failure. */
  void abandon() {
    commits.forEach(this::await);
    commits.clear();
  }

  private void join(CompletableFuture<Void> stored) {
    await(stored);
    try {
      stored.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof BackendException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Until there is an answer, whatever it is. */
  private void await(CompletableFuture<Void> stored) {
    String before = waiting.what().orElse(null);
    boolean interrupted = false;
    int ticks = 0;
    while (!stored.isDone()) {
      try {
        stored.get(tick.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        ticks++;
        if (ticks == LONG) {
          waiting.say("the backend has not answered a commit for " + LONG + " s");
        }
      } catch (ExecutionException e) {
        break; // whoever joins is told
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (ticks >= LONG) {
      waiting.say(before);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
