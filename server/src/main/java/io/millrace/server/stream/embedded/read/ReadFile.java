package io.millrace.server.stream.embedded.read;

import io.millrace.server.stream.embedded.file.LogFile;
import io.millrace.server.stream.embedded.file.LogFiles;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import io.millrace.server.stream.embedded.segment.BlockIndex;
import io.millrace.server.stream.embedded.segment.Indexes;
import io.millrace.server.stream.embedded.segment.Segment;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The segment file that was asked for last, which stays open until this is closed, and where the
 * blocks of the partition that was asked for last stand in it. For one thread.
 */
final class ReadFile implements Closeable {

  private final LogFiles files;
  private final Indexes indexes;
  private @Nullable Segment opened;
  private @Nullable LogFile open;
  private @Nullable Segment indexed;
  private long partition;
  private BlockIndex blocks = new BlockIndex();

  ReadFile(LogFiles files, Indexes indexes) {
    this.files = files;
    this.indexes = indexes;
  }

  LogFile of(Segment segment) throws IOException {
    LogFile known = open;
    if (known != null && segment.equals(opened)) {
      return known;
    }
    close();
    LogFile file = files.openToRead(SegmentHeader.fileName(segment.id()));
    opened = segment;
    open = file;
    return file;
  }

  /** The blocks of a partition in a segment, none if it has none of it. */
  BlockIndex blocks(Segment segment, long key) throws IOException {
    // Of none, the open segment may have some by now.
    if (blocks.length() == 0 || partition != key || !segment.equals(indexed)) {
      blocks = indexes.of(segment, key);
      indexed = segment;
      partition = key;
    }
    return blocks;
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
