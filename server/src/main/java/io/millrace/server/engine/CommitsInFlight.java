package io.millrace.server.engine;

import io.millrace.server.stream.BackendException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One worker's commits that the backend has not answered yet, oldest first. For one thread. */
final class CommitsInFlight {

  private final Deque<CompletableFuture<Void>> commits = new ArrayDeque<>();

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
    for (CompletableFuture<Void> commit : commits) {
      commit.handle((stored, failure) -> null).join();
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
