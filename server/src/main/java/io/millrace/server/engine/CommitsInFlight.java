package io.millrace.server.engine;

import io.millrace.server.stream.BackendException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;

/** One worker's commits that the backend has not answered yet, oldest first. For one thread. */
final class CommitsInFlight {

  private final Deque<InFlight> commits = new ArrayDeque<>();
  private final BiConsumer<RoundCounts, Long> whenStored;

  private record InFlight(CompletableFuture<Void> stored, RoundCounts counts, long since) {}

  /**
   * No commits yet.
   *
   * @param whenStored is given the counts of each commit that was stored, and its nanoseconds
   */
  CommitsInFlight(BiConsumer<RoundCounts, Long> whenStored) {
    this.whenStored = whenStored;
  }

  void add(CompletableFuture<Void> stored, RoundCounts counts) {
    commits.add(new InFlight(stored, counts, System.nanoTime()));
  }

  boolean isEmpty() {
    return commits.isEmpty();
  }

  /**
   * Waits until at most some commits are unanswered, and takes note of all that are answered.
   *
   * @throws BackendException if one of them was not stored; then none after it was
   */
  void settle(int most) {
    while (!commits.isEmpty()) {
      InFlight oldest = commits.peek();
      if (commits.size() <= most && !oldest.stored().isDone()) {
        return;
      }
      join(oldest.stored());
      commits.remove();
      whenStored.accept(oldest.counts(), System.nanoTime() - oldest.since());
    }
  }

  /** Waits for all answers, whatever they are, after one of them was a failure. */
  void abandon() {
    for (InFlight commit : commits) {
      commit.stored().handle((stored, failure) -> null).join();
    }
    commits.clear();
  }

  private static void join(CompletableFuture<Void> stored) {
    try {
      stored.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof BackendException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
