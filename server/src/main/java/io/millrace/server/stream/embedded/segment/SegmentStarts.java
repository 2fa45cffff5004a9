package io.millrace.server.stream.embedded.segment;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.embedded.file.LogFile;
import io.millrace.server.stream.embedded.file.LogFiles;
import io.millrace.server.stream.embedded.frame.Directory;
import io.millrace.server.stream.embedded.frame.Directory.PartitionEntry;
import io.millrace.server.stream.embedded.frame.FrameScanner;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads the starts of all segments, and makes do where one is damaged. */
public final class SegmentStarts {

  private final LogFiles files;
  private final Indexes indexes;

  public SegmentStarts(LogFiles files, Indexes indexes) {
    this.files = files;
    this.indexes = indexes;
  }

  /**
   * A segment as found.
   *
   * @param snapshot what it starts with; empty if that is damaged
   */
  public record Start(Segment segment, Optional<Directory> snapshot) {}

  /**
   * Reads the starts, but of those that were merged into others.
   *
   * @throws BackendException REFUSED, if a newer server wrote one; CORRUPT, if all are damaged
   */
  public List<Start> read(List<Long> ids) throws IOException {
    List<Start> found = new ArrayList<>();
    Segment next = null;
    for (int i = ids.size() - 1; i >= 0; i--) {
      long id = ids.get(i);
      if (next != null && id >= next.oldest()) {
        continue; // merged into the next; it waits to be deleted
      }
      Start start = read(id).orElse(null);
      if (start == null) {
        Segment guess =
            next == null
                ? Segment.of(id, Long.MAX_VALUE, List.of())
                : Segment.of(id, next.createdAt(), guessed(id, next));
        start = new Start(guess, Optional.empty());
      }
      next = start.segment();
      found.add(start);
    }
    Collections.reverse(found);
    if (found.stream().noneMatch(start -> start.snapshot().isPresent())) {
      throw new BackendException(
          Kind.CORRUPT,
          "the start of every segment in "
              + files.place()
              + " is damaged: restore the directory from a backup");
    }
    return found;
  }

  /** The start of one segment; empty if it is damaged. */
  public Optional<Start> read(long id) throws IOException {
    try (LogFile file = files.openToRead(SegmentHeader.fileName(id))) {
      Optional<SegmentHeader> header = header(file, id);
      Optional<Directory> first = new FrameScanner(file, id, false).first();
      if (header.isEmpty() || first.filter(Directory::snapshot).isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(new Start(Segment.of(header.get(), first.get()), first));
    }
  }

  /** The header of a segment; empty if it is damaged. */
  public static Optional<SegmentHeader> header(LogFiles files, long id) throws IOException {
    try (LogFile file = files.openToRead(SegmentHeader.fileName(id))) {
      return header(file, id);
    }
  }

  private static Optional<SegmentHeader> header(LogFile file, long id) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
    file.read(bytes, 0);
    return SegmentHeader.read(bytes.flip(), id);
  }

  /** Where partitions start in a segment, by what is in it and by what follows. */
  private List<PartitionEntry> guessed(long id, Segment next) throws IOException {
    SegmentIndex index = indexes.all(id);
    List<PartitionEntry> entries = new ArrayList<>();
    for (PartitionEntry later : next.partitions()) {
      long key = SegmentIndex.key(later.stream(), later.partition());
      long first =
          index.of(key).map(blocks -> blocks.firstFrom(0, later.next())).orElse(later.next());
      entries.add(new PartitionEntry(later.stream(), later.partition(), 0, first, later.bytes()));
    }
    return entries;
  }
}
