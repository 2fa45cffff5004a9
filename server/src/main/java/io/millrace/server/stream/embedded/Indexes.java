package io.millrace.server.stream.embedded;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes of segments: of the open one always, of closed ones when asked for, up to some bytes.
 * Safe for many threads.
 */
final class Indexes {

  private static final Logger LOG = LoggerFactory.getLogger(Indexes.class);

  private final LogFiles files;
  private final long capacity;
  private final Map<Key, SegmentIndex> closed = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private long openId;
  private SegmentIndex open = new SegmentIndex();

  Indexes(LogFiles files, long capacity) {
    this.files = files;
    this.capacity = capacity;
  }

  /** From now on this segment is the open one. */
  synchronized void open(long segment, SegmentIndex index) {
    openId = segment;
    open = index;
  }

  /** The index of the open segment, for the committer to add to. */
  synchronized SegmentIndex open() {
    return open;
  }

  /** The index of a segment. */
  SegmentIndex of(Segment segment) throws IOException {
    return of(new Key(segment.id(), segment.generation()));
  }

  /** The index of a segment that was never rewritten, or of which only the number is known. */
  SegmentIndex of(long segment) throws IOException {
    return of(new Key(segment, 0));
  }

  private SegmentIndex of(Key key) throws IOException {
    synchronized (this) {
      SegmentIndex known = key.segment == openId ? open : closed.get(key);
      if (known != null) {
        return known;
      }
    }
    SegmentIndex loaded = load(key);
    keep(key, loaded);
    return loaded;
  }

  private SegmentIndex load(Key key) throws IOException {
    Optional<SegmentIndex> stored = IndexFile.read(files, key.segment, key.generation);
    if (stored.isPresent()) {
      return stored.get();
    }
    LOG.warn("the index of {} is missing: made again", SegmentHeader.fileName(key.segment));
    SegmentIndex index = scan(key.segment);
    try {
      IndexFile.write(files, key.segment, key.generation, index);
    } catch (IOException e) {
      LOG.warn("the index of {} is not stored", SegmentHeader.fileName(key.segment), e);
    }
    return index;
  }

  private SegmentIndex scan(long segment) throws IOException {
    SegmentIndex index = new SegmentIndex();
    try (LogFile file = files.openToRead(SegmentHeader.fileName(segment))) {
      new FrameScanner(file, segment, false)
          .scan((header, directory) -> index.add(directory, header.blocksAt()));
    }
    return index;
  }

  /** Keeps the index of a closed segment that was never rewritten for a while. */
  void keep(long segment, SegmentIndex index) {
    keep(new Key(segment, 0), index);
  }

  /** Keeps the index of a merged segment for a while. */
  void keep(Segment segment, SegmentIndex index) {
    keep(new Key(segment.id(), segment.generation()), index);
  }

  private synchronized void keep(Key key, SegmentIndex index) {
    SegmentIndex before = closed.put(key, index);
    bytes += index.bytes() - (before == null ? 0 : before.bytes());
    Iterator<SegmentIndex> oldest = closed.values().iterator();
    while (bytes > capacity && closed.size() > 1) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }

  /** How much memory the indexes of closed segments take, about. */
  synchronized long heldBytes() {
    return bytes;
  }

  /** Forgets the index of a segment that is gone. */
  synchronized void forget(Segment segment) {
    SegmentIndex gone = closed.remove(new Key(segment.id(), segment.generation()));
    bytes -= gone == null ? 0 : gone.bytes();
  }

  /** A segment as it was after so many times of being rewritten. */
  private record Key(long segment, int generation) {}
}
