package io.millrace.server.stream.embedded.read;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.embedded.file.LogFiles;
import io.millrace.server.stream.embedded.frame.BlockCodec;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import io.millrace.server.stream.embedded.segment.AppendedBlocks;
import io.millrace.server.stream.embedded.segment.BlockIndex;
import io.millrace.server.stream.embedded.segment.BlockIndex.Found;
import io.millrace.server.stream.embedded.segment.Indexes;
import io.millrace.server.stream.embedded.segment.PartitionState;
import io.millrace.server.stream.embedded.segment.Segment;
import io.millrace.server.stream.embedded.segment.Segments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the block that holds an offset, in memory or on disk. Safe for many threads. */
public final class BlockReader {

  private final LogFiles files;
  private final Segments segments;
  private final Indexes indexes;
  private final AppendedBlocks appended;
  private final BlockCache read;

  public BlockReader(
      LogFiles files,
      Segments segments,
      Indexes indexes,
      AppendedBlocks appended,
      long cacheBytes) {
    this.files = files;
    this.segments = segments;
    this.indexes = indexes;
    this.appended = appended;
    read = new BlockCache(cacheBytes);
  }

  /**
   * The block that holds an offset.
   *
   * @param file for the next block as well, of the same partition or another
   * @return empty if retention has taken it meanwhile
   * @throws BackendException CORRUPT, if it is damaged
   */
  Optional<Records> block(PartitionState partition, long offset, ReadFile file) {
    while (true) {
      Segment segment = segments.holding(partition.key(), offset);
      try {
        return Optional.of(block(partition, segment, offset, file));
      } catch (BackendException | NoSuchFileException e) {
        // nothing is damaged if its segment went, or was rewritten, after it was looked up
        if (partition.range().first() > offset) {
          return Optional.empty();
        }
        if (!segments.moved(segment, partition.key(), offset)) {
          throw e instanceof BackendException known
              ? known
              : corrupt(partition, offset, offset, segment.id() + ": the file is missing", e);
        }
      } catch (ClosedByInterruptException e) {
        throw new BackendException(
            Kind.UNAVAILABLE, "interrupted while reading " + files.place(), e);
      } catch (IOException e) {
        throw new BackendException(
            Kind.UNAVAILABLE, "cannot read " + partition.name() + ": " + e.getMessage(), e);
      }
    }
  }

  /** For the reads of one batch; whoever asks for it closes it. */
  ReadFile file() {
    return new ReadFile(files, indexes);
  }

  /** How many bytes the block that holds an offset has; 0 if that is not known. */
  int bytes(PartitionState partition, long offset) {
    try (ReadFile file = file()) {
      return bytes(partition, offset, file);
    } catch (IOException e) {
      return 0; // whoever reads it is told
    }
  }

  /** The same within the reads of one batch. */
  int bytes(PartitionState partition, long offset, ReadFile file) {
    try {
      Segment segment = segments.holding(partition.key(), offset);
      return file.blocks(segment, partition.key()).find(offset).map(Found::rawBytes).orElse(0);
    } catch (BackendException | IOException e) {
      return 0; // whoever reads it is told
    }
  }

  private Records block(PartitionState partition, Segment segment, long offset, ReadFile file)
      throws IOException {
    BlockIndex index = file.blocks(segment, partition.key());
    Found found = index.find(offset).orElseThrow(() -> missing(partition, segment, index, offset));
    Bytes raw = read.get(partition.key(), found.base()).orElse(null);
    if (raw != null) {
      return new Records(found.base(), found.timestamp(), found.count(), raw);
    }
    Bytes stored = appended.get(partition.key(), found.base()).orElse(null);
    if (stored == null) {
      stored = load(partition, segment, found, file);
    }
    raw = raw(partition, segment, found, stored);
    Records block = new Records(found.base(), found.timestamp(), found.count(), raw);
    return BlockCodec.mayBeRepeated(raw) ? block.storedAs(stored, found.crc()) : block;
  }

  /**
   * Keeps a block in memory that was not read to its end: whoever reads on finds it. One that was
   * is not likely to be read again soon, and would only make the memory old.
   */
  void keep(PartitionState partition, Records block) {
    read.put(partition.key(), block.baseOffset(), block.encoded());
  }

  private BackendException missing(
      PartitionState partition, Segment segment, BlockIndex index, long offset) {
    OffsetRange range = partition.range();
    long end =
        segments.list().stream()
            .filter(later -> later.id() > segment.id())
            .findFirst()
            .map(later -> later.start(partition.key()))
            .orElse(range.next());
    long next = index.firstFrom(offset, end);
    String where = SegmentHeader.fileName(segment.id()) + ": the frames that held them";
    return corrupt(partition, offset, next - 1, where, null);
  }

  private static Bytes raw(PartitionState partition, Segment segment, Found found, Bytes stored) {
    try {
      return BlockCodec.raw(stored, found.rawBytes());
    } catch (IllegalArgumentException e) {
      String where = place(segment, found) + " cannot be decompressed";
      throw corrupt(partition, found.base(), found.base() + found.count() - 1, where, e);
    }
  }

  private static String place(Segment segment, Found found) {
    return SegmentHeader.fileName(segment.id()) + ", byte " + found.position();
  }

  private static Bytes load(PartitionState partition, Segment segment, Found found, ReadFile file)
      throws IOException {
    byte[] stored = new byte[found.storedBytes()];
    int count = file.of(segment).read(ByteBuffer.wrap(stored), found.position());
    Bytes bytes = Bytes.of(stored);
    if (count == stored.length && BlockCodec.crc(bytes) == found.crc()) {
      return bytes;
    }
    throw corrupt(
        partition, found.base(), found.base() + found.count() - 1, place(segment, found), null);
  }

  private static BackendException corrupt(
      PartitionState partition, long from, long to, String where, @Nullable Throwable cause) {
    return new BackendException(
        Kind.CORRUPT,
        "stored data is damaged: stream "
            + partition.name().stream()
            + ", partition "
            + partition.name().partition()
            + ", offsets "
            + from
            + " to "
            + to
            + " ("
            + where
            + "): restore the file from a backup",
        cause);
  }
}
