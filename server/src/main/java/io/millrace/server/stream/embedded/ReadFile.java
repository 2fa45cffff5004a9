package io.millrace.server.stream.embedded;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The segment file that was asked for last, which stays open until this is closed, and where the
 * blocks of the partition that was asked for last stand in it. For one thread.
 */
final class ReadFile implements Closeable {

  private final LogFiles files;
  private long segment;
  private int generation;
  private @Nullable LogFile open;
  private long blocksSegment;
  private int blocksGeneration;
  private long blocksPartition;
  private Optional<BlockIndex> blocks = Optional.empty();

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

  /** The blocks of a partition in a segment; empty if it has none of it. */
  Optional<BlockIndex> blocks(Indexes indexes, Segment asked, long partition) throws IOException {
    if (blocks.isEmpty()
        || asked.id() != blocksSegment
        || asked.generation() != blocksGeneration
        || partition != blocksPartition) {
      blocks = indexes.of(asked, partition);
      blocksSegment = asked.id();
      blocksGeneration = asked.generation();
      blocksPartition = partition;
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
