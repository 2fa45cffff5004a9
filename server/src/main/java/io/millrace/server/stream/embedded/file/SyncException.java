package io.millrace.server.stream.embedded.file;

import java.io.IOException;

/** A sync has failed: the kernel may have dropped the pages, so it is never tried again. */
public final class SyncException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private SyncException(IOException cause) {
    super("a sync of the embedded log failed: " + cause.getMessage(), cause);
  }

  /** Runs a sync. */
  public static void sync(Sync sync) {
    try {
      sync.run();
    } catch (IOException e) {
      throw new SyncException(e);
    }
  }

  /** What makes something durable. */
  public interface Sync {
    void run() throws IOException;
  }
}
