package io.millrace.server.stream.embedded.file;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import java.io.Closeable;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A data directory is taken by one server, and given back. */
public final class DataDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

  private DataDirectory() {}

  /**
   * Takes it.
   *
   * @throws BackendException REFUSED, if it cannot be had
   */
  public static Closeable lock(LogFiles files) {
    try {
      return files.lock();
    } catch (IOException e) {
      throw unusable(files, e);
    }
  }

  public static BackendException unusable(LogFiles files, Exception cause) {
    return new BackendException(
        Kind.REFUSED,
        "data directory "
            + files.place()
            + " cannot be used ("
            + cause.getClass().getSimpleName()
            + ": "
            + cause.getMessage()
            + "): make it a directory that this user may write, or change data.directory",
        cause);
  }

  public static void release(Closeable lock) {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("the lock of the data directory is not given back", e);
    }
  }
}
