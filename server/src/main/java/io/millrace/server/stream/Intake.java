package io.millrace.server.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What one worker reads and commits through. All methods are for the worker's thread, except where
 * they say otherwise. The futures are completed by any thread.
 */
public interface Intake extends AutoCloseable {

  /**
   * The next records of the partitions that this worker owns, after those that were polled before.
   *
   * @param limits how much may come
   * @param timeout how long to wait if there is nothing; with zero, which is for tests, one whose
   *     records come over a network first waits until all that is known to be there has come
   * @return the batches, at most one for each partition; empty if nothing came in time or after
   *     {@link #wakeup()}. A group that has committed nothing starts at the oldest record; offsets
   *     that retention has removed are passed over, with a warning in the log. A partition whose
   *     next record is damaged waits, with an error in the log and a complaint of the backend; the
   *     others go on.
   * @throws BackendException as its kind says
   */
  List<Batch> poll(Limits limits, Duration timeout);

  /**
   * Stores a commit: all of it or nothing. Commits of one intake take effect in the order of the
   * calls. If one fails, so do those after it, until {@link #rewind()}.
   *
   * @return done once the commit is durable and visible; else failed with a {@link
   *     BackendException}, and then nothing of it is stored
   */
  CompletableFuture<Void> commit(Commit commit);

  /** Goes back to what was last committed, after a commit has failed or a round is given up. */
  void rewind();

  /**
   * For each owned partition, how many records stand between what is committed and the end of the
   * partition. From any thread; it does not wait, and is empty before it is known which are owned.
   */
  Map<StreamPartition, Long> lag();

  /**
   * Whether it is known which partitions this worker owns, be it none. From any thread; it does not
   * wait.
   */
  default boolean isAssigned() {
    return true;
  }

  /**
   * The owned partitions that go no further since their next record is damaged, and what is wrong,
   * for people. From any thread.
   */
  default Map<StreamPartition, String> damaged() {
    return Map.of();
  }

  /** Makes a waiting {@link #poll} return; from any thread. */
  void wakeup();

  /**
   * Gives the partitions up. Commits in flight are waited for; a commit that comes later throws
   * {@link IllegalStateException} and stores nothing. From any thread: a worker that does not come
   * back is closed by another.
   */
  @Override
  void close();
}
