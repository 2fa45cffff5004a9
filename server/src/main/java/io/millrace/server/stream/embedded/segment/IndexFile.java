package io.millrace.server.stream.embedded.segment;

import io.millrace.server.stream.ByteSource;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.embedded.file.LogFile;
import io.millrace.server.stream.embedded.file.LogFiles;
import io.millrace.server.stream.embedded.frame.BlockCodec;
import io.millrace.server.stream.embedded.frame.Directory.BlockEntry;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The index of a closed segment beside it: a head, which is kept in memory, and the blocks of each
 * partition, which are read when asked for. It can always be made again from the segment, so it is
 * not synced, and one that is damaged, or of an older version, counts as missing.
 *
 * <p>The file: the length of the head, its CRC, the head, and the partitions in the order of their
 * keys. The head: version, segment, generation, number of partitions, and for each its key, the
 * bytes it has and their CRC. Immutable, safe for many threads.
 */
final class IndexFile {

  static final byte VERSION = 3;
  static final int BEFORE_HEAD = 2 * Integer.BYTES;

  private final LogFiles files;
  private final String name;
  private final long[] keys;
  private final long[] ends;
  private final int[] crcs;

  private IndexFile(LogFiles files, String name, int partitions) {
    this.files = files;
    this.name = name;
    keys = new long[partitions];
    ends = new long[partitions + 1];
    crcs = new int[partitions];
  }

  /** Reads a head; empty if there is none, a damaged one, or one of another generation. */
  static Optional<IndexFile> open(LogFiles files, long segment, int generation) throws IOException {
    String name = SegmentHeader.indexName(segment);
    try (LogFile file = files.openToRead(name)) {
      ByteBuffer before = ByteBuffer.allocate(BEFORE_HEAD);
      file.read(before, 0);
      before.flip();
      if (before.remaining() < BEFORE_HEAD) {
        return Optional.empty();
      }
      Optional<Bytes> head = read(file, BEFORE_HEAD, before.getInt(), before.getInt());
      return head.isEmpty()
          ? Optional.empty()
          : decode(files, name, segment, generation, head.get());
    } catch (NoSuchFileException | FileNotFoundException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What stands there; empty if the file is shorter, or its CRC is another. */
  private static Optional<Bytes> read(LogFile file, long at, long length, int crc)
      throws IOException {
    if (length < 0 || at + length > file.size()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[(int) length];
    int read = file.read(ByteBuffer.wrap(bytes), at);
    Bytes found = Bytes.of(bytes);
    return read == length && BlockCodec.crc(found) == crc ? Optional.of(found) : Optional.empty();
  }

  private static Optional<IndexFile> decode(
      LogFiles files, String name, long segment, int generation, Bytes head) {
    ByteSource in = new ByteSource(head);
    if (in.take() != VERSION || in.takeVarlong() != segment || in.takeVarint() != generation) {
      return Optional.empty();
    }
    IndexFile file = new IndexFile(files, name, in.takeVarint());
    file.ends[0] = (long) BEFORE_HEAD + head.length();
    for (int i = 0; i < file.keys.length; i++) {
      file.keys[i] = in.takeVarlong();
      file.ends[i + 1] = file.ends[i] + in.takeVarint();
      file.crcs[i] = (int) in.takeVarlong();
    }
    return Optional.of(file);
  }

  /** Reads the blocks of a partition, none if the segment has none; empty if they are damaged. */
  Optional<BlockIndex> read(long key) throws IOException {
    int at = Arrays.binarySearch(keys, key);
    if (at < 0) {
      return Optional.of(new BlockIndex());
    }
    SegmentIndex into = new SegmentIndex();
    try (LogFile file = files.openToRead(name)) {
      return read(file, at, into) ? into.of(key) : Optional.empty();
    } catch (NoSuchFileException | FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Reads all blocks; empty if any are damaged, or the file is gone. */
  Optional<SegmentIndex> readAll() throws IOException {
    SegmentIndex into = new SegmentIndex();
    try (LogFile file = files.openToRead(name)) {
      for (int i = 0; i < keys.length; i++) {
        if (!read(file, i, into)) {
          return Optional.empty();
        }
      }
      return Optional.of(into);
    } catch (NoSuchFileException | FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private boolean read(LogFile file, int at, SegmentIndex into) throws IOException {
    Optional<Bytes> blocks = read(file, ends[at], ends[at + 1] - ends[at], crcs[at]);
    if (blocks.isEmpty()) {
      return false;
    }
    ByteSource in = new ByteSource(blocks.get());
    try {
      while (in.remaining() > 0) {
        take(in, keys[at], into);
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void take(ByteSource in, long key, SegmentIndex index) {
    long base = in.takeVarlong();
    int count = in.takeVarint();
    long timestamp = in.takeVarlong();
    long position = in.takeVarlong();
    int rawBytes = in.takeVarint();
    int storedBytes = in.takeVarint();
    int crc = (int) in.takeVarlong();
    int stream = SegmentIndex.stream(key);
    int partition = SegmentIndex.partition(key);
    index.add(
        key,
        new BlockEntry(stream, partition, base, count, timestamp, rawBytes, storedBytes, crc),
        position);
  }

  /** About how much memory this takes. */
  long bytes() {
    return 200 + 20L * keys.length;
  }
}
