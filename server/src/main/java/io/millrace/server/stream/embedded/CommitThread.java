package io.millrace.server.stream.embedded;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.embedded.file.SyncException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that stores. While it writes and syncs one group, the next one gathers; so the more
 * there is to do, the fewer syncs each request costs. Nobody interrupts it: that would close files.
 */
final class CommitThread implements Committer {

  /** A group is one frame, and a frame is gathered in memory. */
  private static final long MAX_GROUP_BYTES = 32 << 20;

  /**
   * Appends beyond that are not taken in: they wait in memory. What pipelines commit always is, as
   * each of them has few commits in flight.
   */
  static final long MAX_WAITING_BYTES = 64 << 20;

  private static final long RETENTION_EVERY = Duration.ofSeconds(30).toNanos();

  private static final Logger LOG = LoggerFactory.getLogger(CommitThread.class);

  private final CommitLog commitLog;
  private final long syncEvery;
  private final Thread thread = new Thread(this::run, "embedded-log-committer");
  private final Queue<CommitRequest> queue = new ArrayDeque<>();
  private long nextSync;
  private long nextRetention = System.nanoTime() + RETENTION_EVERY;
  private long waitingBytes;
  private boolean untidy;
  private boolean closing;

  CommitThread(CommitLog commitLog, SyncMode sync) {
    this.commitLog = commitLog;
    syncEvery = sync.every().toNanos();
    nextSync = System.nanoTime() + syncEvery;
    thread.setDaemon(true);
  }

  CommitThread start() {
    thread.start();
    return this;
  }

  @Override
  public synchronized void submit(CommitRequest request) {
    if (closing) {
      request.fail(new BackendException(Kind.UNAVAILABLE, "the embedded log is closed"));
      return;
    }
    long bytes = request.storedBytes();
    boolean full = waitingBytes > 0 && waitingBytes + bytes > MAX_WAITING_BYTES;
    if (full && request.chain() == null && bytes > 0) {
      request.fail(
          new BackendException(
              Kind.UNAVAILABLE,
              "the disk is behind: " + waitingBytes + " bytes wait to be stored; try again later"));
      return;
    }
    queue.add(request);
    waitingBytes += bytes;
    notifyAll();
  }

  private void run() {
    boolean more = true;
    while (more) {
      List<CommitRequest> group = new ArrayList<>();
      more = take(group);
      try {
        commitLog.store(group);
        keepTime();
        untidy = commitLog.tidy();
      } catch (RuntimeException | Error e) {
        // A committer that ends silently would let every later commit wait for ever.
        BackendException dead = commitLog.die(e);
        group.forEach(request -> request.fail(dead));
      }
    }
  }

  /** Takes the next group, or none if there is something to do in time. */
  private synchronized boolean take(List<CommitRequest> group) {
    long wait = untilNextTask();
    while (queue.isEmpty() && !closing && wait > 0) {
      try {
        wait(wait / 1_000_000, (int) (wait % 1_000_000));
      } catch (InterruptedException e) {
        continue; // not a way to end this thread
      }
      wait = untilNextTask();
    }
    long bytes = 0;
    while (!queue.isEmpty() && bytes < MAX_GROUP_BYTES) {
      CommitRequest request = queue.remove();
      bytes += request.storedBytes();
      group.add(request);
    }
    waitingBytes -= bytes;
    return !closing || !queue.isEmpty();
  }

  private long untilNextTask() {
    if (untidy) {
      return 0;
    }
    long now = System.nanoTime();
    long retention = nextRetention - now;
    return syncEvery == 0 ? retention : Math.min(retention, nextSync - now);
  }

  private void keepTime() {
    long now = System.nanoTime();
    if (syncEvery > 0 && now - nextSync >= 0) {
      syncInTime();
      nextSync = System.nanoTime() + syncEvery;
    }
    if (now - nextRetention >= 0) {
      commitLog.applyRetention();
      nextRetention = System.nanoTime() + RETENTION_EVERY;
    }
  }

  private void syncInTime() {
    try {
      commitLog.sync();
    } catch (SyncException e) {
      // the log has said so already; this thread stays to let all later requests fail
      LOG.error("the embedded log cannot go on", e);
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    commitLog.close();
  }
}
