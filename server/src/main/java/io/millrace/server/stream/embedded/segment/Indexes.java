package io.millrace.server.stream.embedded.segment;

import io.millrace.server.stream.embedded.file.LogFile;
import io.millrace.server.stream.embedded.file.LogFiles;
import io.millrace.server.stream.embedded.frame.FrameScanner;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes of segments: always of the open one and of those that were closed and merged last,
 * whose files may not have been written yet; of others what is asked for, up to some bytes. Safe
 * for many threads.
 */
public final class Indexes {

  private static final Logger LOG = LoggerFactory.getLogger(Indexes.class);
  private static final Key NONE = new Key(-1, 0);

  private final LogFiles files;
  private final Object making = new Object();
  private final BoundedCache<Key, IndexFile> heads;
  private final BoundedCache<PartitionKey, BlockIndex> partitions;
  private Key openKey = NONE;
  private SegmentIndex open = new SegmentIndex();
  private Key closedKey = NONE;
  private SegmentIndex closed = new SegmentIndex();
  private Key mergedKey = NONE;
  private SegmentIndex merged = new SegmentIndex();

  Indexes(LogFiles files, long capacity) {
    this.files = files;
    heads = new BoundedCache<>(capacity / 4, 1, IndexFile::bytes);
    partitions = new BoundedCache<>(capacity - capacity / 4, 1, blocks -> 200 + blocks.bytes());
  }

  /** From now on this segment is the open one; the one before stays known until the next. */
  public synchronized void open(long segment, SegmentIndex index) {
    closedKey = openKey;
    closed = open;
    openKey = new Key(segment, 0);
    open = index;
  }

  /** The index of the open segment, for the committer to add to. */
  public synchronized SegmentIndex open() {
    return open;
  }

  /** The blocks of a partition in a segment, none if it has none of it. */
  public BlockIndex of(Segment segment, long partition) throws IOException {
    PartitionKey at = new PartitionKey(Key.of(segment), partition);
    Optional<BlockIndex> known = known(at);
    if (known.isPresent()) {
      return known.get();
    }
    BlockIndex loaded = load(at);
    synchronized (this) {
      partitions.put(at, loaded);
    }
    return loaded;
  }

  private synchronized Optional<BlockIndex> known(PartitionKey at) {
    Optional<SegmentIndex> whole = inMemory(at.segment);
    return whole.isPresent() ? Optional.of(in(whole.get(), at)) : partitions.get(at);
  }

  private static BlockIndex in(SegmentIndex index, PartitionKey at) {
    return index.of(at.partition).orElseGet(BlockIndex::new);
  }

  private BlockIndex load(PartitionKey at) throws IOException {
    Optional<BlockIndex> stored = stored(at);
    if (stored.isPresent()) {
      return stored.get();
    }
    synchronized (making) { // one thread scans the segment, the others find what it made
      Optional<BlockIndex> made = known(at);
      if (made.isEmpty()) {
        made = stored(at);
      }
      return made.isPresent() ? made.get() : in(makeAgain(at.segment), at);
    }
  }

  private Optional<SegmentIndex> inMemory(Key key) {
    if (key.segment == openKey.segment) { // whatever its generation: it may be a merged one
      return Optional.of(open);
    }
    if (key.equals(closedKey)) {
      return Optional.of(closed);
    }
    return key.equals(mergedKey) ? Optional.of(merged) : Optional.empty();
  }

  /** What the file says; empty if it is missing or damaged. */
  private Optional<BlockIndex> stored(PartitionKey at) throws IOException {
    Optional<IndexFile> head = head(at.segment);
    return head.isPresent() ? head.get().read(at.partition) : Optional.empty();
  }

  private Optional<IndexFile> head(Key key) throws IOException {
    synchronized (this) {
      Optional<IndexFile> known = heads.get(key);
      if (known.isPresent()) {
        return known;
      }
    }
    Optional<IndexFile> read = IndexFile.open(files, key.segment, key.generation);
    synchronized (this) {
      read.ifPresent(head -> heads.put(key, head));
    }
    return read;
  }

  /** The whole index of a segment, read for the caller. */
  public SegmentIndex all(Segment segment) throws IOException {
    return all(Key.of(segment));
  }

  /** The same of a segment that was never rewritten, or of which only the number is known. */
  SegmentIndex all(long segment) throws IOException {
    return all(new Key(segment, 0));
  }

  private SegmentIndex all(Key key) throws IOException {
    synchronized (this) {
      Optional<SegmentIndex> whole = inMemory(key);
      if (whole.isPresent()) {
        return whole.get();
      }
    }
    Optional<IndexFile> head = IndexFile.open(files, key.segment, key.generation);
    Optional<SegmentIndex> read = head.isEmpty() ? Optional.empty() : head.get().readAll();
    if (read.isPresent()) {
      return read.get();
    }
    synchronized (making) {
      return makeAgain(key);
    }
  }

  /**
   * Needs {@link #making}. What does not fit into memory is in the file, if that can be written.
   */
  private SegmentIndex makeAgain(Key key) throws IOException {
    String name = SegmentHeader.fileName(key.segment);
    LOG.warn("the index of {} is missing, damaged or of an older version: made again", name);
    SegmentIndex index = new SegmentIndex();
    try (LogFile file = files.openToRead(name)) {
      new FrameScanner(file, key.segment, false)
          .scan((header, directory) -> index.add(directory, header.blocksAt()));
    }
    synchronized (this) {
      heads.remove(key);
      index.partitions().forEach((at, blocks) -> partitions.put(new PartitionKey(key, at), blocks));
    }
    try {
      IndexWriter.write(files, key.segment, key.generation, index);
    } catch (IOException e) {
      LOG.warn("the index of {} is not stored", name, e);
    }
    return index;
  }

  /** Keeps the index of a merged segment until the next is merged. */
  public synchronized void keep(Segment segment, SegmentIndex index) {
    mergedKey = Key.of(segment);
    merged = index;
  }

  /** How much memory is taken by what was asked for, about. */
  synchronized long heldBytes() {
    return heads.bytes() + partitions.bytes();
  }

  /** Forgets the index of a segment that is gone. */
  synchronized void forget(Segment segment) {
    Key key = Key.of(segment);
    heads.remove(key);
    partitions.removeIf(at -> at.segment.equals(key));
    if (key.equals(closedKey)) {
      closedKey = NONE;
      closed = new SegmentIndex();
    }
    if (key.equals(mergedKey)) {
      mergedKey = NONE;
      merged = new SegmentIndex();
    }
  }

  /** A segment as it was after so many times of being rewritten. */
  private record Key(long segment, int generation) {

    static Key of(Segment segment) {
      return new Key(segment.id(), segment.generation());
    }
  }

  private record PartitionKey(Key segment, long partition) {}
}
