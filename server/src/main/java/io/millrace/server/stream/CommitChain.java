package io.millrace.server.stream;

import org.jspecify.annotations.Nullable;

/**
 * The commits of one intake between two rewinds: once one has failed, so do all that follow, also
 * those that are queued already. Safe for many threads.
 */
public final class CommitChain {

  private volatile @Nullable BackendException cause;

  /** Lets every later commit fail. The first cause stays. */
  public synchronized void breakWith(BackendException failed) {
    if (cause == null) {
      cause = failed;
    }
  }

  /** Why commits of this chain fail; null as long as they do not. */
  public @Nullable BackendException broken() {
    BackendException failed = cause;
    if (failed == null) {
      return null;
    }
    return new BackendException(
        failed.kind(), "an earlier commit failed: " + failed.getMessage(), failed);
  }
}
