package io.millrace.server.stream.embedded;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The segment file that was asked for last; it stays open until this is closed. For one thread. */
final class ReadFile implements Closeable {

  private final LogFiles files;
  private long segment;
  private int generation;
  private @Nullable LogFile open;

  ReadFile(LogFiles files) {
    this.files = files;
  }

  LogFile of(Segment asked) throws IOException {
    LogFile known = open;
    if (known != null && asked.id() == segment && asked.generation() == generation) {
      return known;
    }
    close();
    LogFile file = files.openToRead(SegmentHeader.fileName(asked.id()));
    segment = asked.id();
    generation = asked.generation();
    open = file;
    return file;
  }

  @Override
  public void close() throws IOException {
    LogFile known = open;
    open = null;
    if (known != null) {
      known.close();
    }
  }
}
