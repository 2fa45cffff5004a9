package io.millrace.server.stream.embedded.segment;

import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.embedded.file.LogFile;
import io.millrace.server.stream.embedded.file.LogFiles;
import io.millrace.server.stream.embedded.frame.BlockCodec;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import io.millrace.server.stream.embedded.segment.BlockIndex.Found;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes an {@link IndexFile}, a little with each step: a segment of small requests has a hundred
 * thousand blocks and more, and whoever waits for the committer should not wait for all of them.
 * For one thread.
 */
final class IndexWriter implements Closeable {

  private static final int BLOCKS_A_STEP = 2_000;
  private static final int BYTES_A_STEP = 256 << 10;

  private final LogFiles files;
  private final String name;
  private final Iterator<Map.Entry<Long, BlockIndex>> partitions;
  private final ByteSink head;
  private final ByteSink blocks;
  private Map.@Nullable Entry<Long, BlockIndex> partition;
  private int next;
  private int start;
  private @Nullable LogFile file;
  private int written;

  /**
   * A writer of the index of a segment to which nothing is added any more.
   *
   * @param generation how often the segment was rewritten
   */
  IndexWriter(LogFiles files, long segment, int generation, SegmentIndex index) {
    this.files = files;
    name = SegmentHeader.indexName(segment);
    Map<Long, BlockIndex> sorted = new TreeMap<>(index.partitions());
    partitions = sorted.entrySet().iterator();
    head = new ByteSink(64 + 24 * sorted.size());
    blocks = new ByteSink((int) index.bytes());
    head.put(IndexFile.VERSION);
    head.putVarlong(segment);
    head.putVarint(generation);
    head.putVarint(sorted.size());
  }

  /** Writes all of an index. */
  static void write(LogFiles files, long segment, int generation, SegmentIndex index)
      throws IOException {
    try (IndexWriter writer = new IndexWriter(files, segment, generation, index)) {
      while (writer.step()) {
        // goes on
      }
    }
  }

  /**
   * Does a little.
   *
   * @return whether there is more to do; if not, the file has its name
   */
  boolean step() throws IOException {
    if (encode()) {
      return true;
    }
    LogFile into = file;
    if (into == null) {
      into = files.create(name + ".new");
      file = into;
      Bytes encoded = head.toBytes();
      ByteBuffer bytes = ByteBuffer.allocate(IndexFile.BEFORE_HEAD + encoded.length());
      bytes.putInt(encoded.length()).putInt(BlockCodec.crc(encoded));
      bytes.put(encoded.array(), encoded.offset(), encoded.length());
      into.write(bytes.flip(), 0);
    }
    int count = Math.min(BYTES_A_STEP, blocks.length() - written);
    long at = IndexFile.BEFORE_HEAD + head.length() + (long) written;
    into.write(ByteBuffer.wrap(blocks.array(), written, count), at);
    written += count;
    if (written < blocks.length()) {
      return true;
    }
    into.close();
    files.rename(name + ".new", name);
    file = null;
    return false;
  }

  /** Encodes some blocks; false if there are no more. */
  private boolean encode() {
    int left = BLOCKS_A_STEP;
    while (left > 0) {
      Map.Entry<Long, BlockIndex> current = partition;
      if (current == null) {
        if (!partitions.hasNext()) {
          return false;
        }
        current = partitions.next();
        partition = current;
        next = 0;
        start = blocks.length();
      }
      BlockIndex all = current.getValue();
      int until = Math.min(all.length(), next + left);
      left -= Math.max(1, until - next);
      while (next < until) {
        put(blocks, all.get(next++));
      }
      if (next == all.length()) {
        end(current.getKey());
      }
    }
    return true;
  }

  private void end(long key) {
    int length = blocks.length() - start;
    head.putVarlong(key);
    head.putVarint(length);
    head.putVarlong(BlockCodec.crc(Bytes.of(blocks.array(), start, length)));
    partition = null;
  }

  private static void put(ByteSink out, Found block) {
    out.putVarlong(block.base());
    out.putVarint(block.count());
    out.putVarlong(block.timestamp());
    out.putVarlong(block.position());
    out.putVarint(block.rawBytes());
    out.putVarint(block.storedBytes());
    out.putVarlong(block.crc());
  }

  /** Deletes a file that was not finished. */
  @Override
  public void close() throws IOException {
    LogFile open = file;
    file = null;
    if (open != null) {
      open.close();
      files.delete(name + ".new");
    }
  }
}
