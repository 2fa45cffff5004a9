package io.millrace.server.stream.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Stores when told to, in the thread that tells; declarations at once. */
final class ManualCommitter implements Committer {

  private final CommitLog commitLog;
  private final List<CommitRequest> waiting = new ArrayList<>();

  ManualCommitter(CommitLog commitLog) {
    this.commitLog = commitLog;
  }

  @Override
  public void submit(CommitRequest request) {
    waiting.add(request);
    if (!request.streams().isEmpty()) {
      flush();
    }
  }

  /** Stores all that waits as one group. */
  void flush() {
    List<CommitRequest> group = List.copyOf(waiting);
    waiting.clear();
    commitLog.store(group);
  }

  void sync() {
    commitLog.sync();
  }

  void applyRetention() {
    commitLog.applyRetention();
  }

  /** Does one step of what can wait. */
  boolean tidy() {
    return commitLog.tidy();
  }

  @Override
  public void close() throws IOException {
    flush();
    commitLog.close();
  }
}
