package io.millrace.server.stream.embedded.segment;

import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.embedded.file.LogFile;
import io.millrace.server.stream.embedded.file.SyncException;
import io.millrace.server.stream.embedded.frame.Block;
import io.millrace.server.stream.embedded.frame.FrameHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the frames of the segment that is open. For the committer only. */
public final class SegmentWriter implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentWriter.class);
  private static final Bytes PADDING = Bytes.of(new byte[1]);

  private final LogFile file;
  private final long id;
  private final long epoch;
  private final int step;
  private final WriteBuffer writeBuffer;
  private long position;
  private long allocated;
  private long durable;

  /**
   * A writer.
   *
   * @param position where the next frame goes; all before it is durable
   * @param step how much is filled with zeros at once: overwriting is much cheaper to sync than
   *     growing
   */
  SegmentWriter(LogFile file, long id, long epoch, int step, WriteBuffer writeBuffer, long position)
      throws IOException {
    this.file = file;
    this.id = id;
    this.epoch = epoch;
    this.step = step;
    this.writeBuffer = writeBuffer;
    this.position = position;
    durable = position;
    allocated = file.size();
  }

  public long id() {
    return id;
  }

  /** Where the next frame goes. */
  public long position() {
    return position;
  }

  /**
   * Writes a frame, not yet durable.
   *
   * @return where its blocks start
   * @throws IOException and then nothing of the frame counts; the next one is written over it
   */
  public long write(Bytes directory, List<Block> blocks) throws IOException {
    int blockBytes = blocks.stream().mapToInt(block -> block.stored().length()).sum();
    long end = position + FrameHeader.length(directory.length(), blockBytes);
    int headBytes = FrameHeader.BYTES + directory.length();
    ByteBuffer buffer = writeBuffer.reserve(headBytes, end - position);
    FrameHeader.put(buffer, directory, blockBytes, id, epoch, position, durable);
    try {
      writeBlocks(buffer, blocks);
    } catch (IOException e) {
      forget();
      throw e;
    }
    allocate(end);
    long blocksAt = position + headBytes;
    position = end;
    return blocksAt;
  }

  private void writeBlocks(ByteBuffer buffer, List<Block> blocks) throws IOException {
    long at = position;
    for (Block block : blocks) {
      at = put(buffer, block.stored(), at);
    }
    while ((at + buffer.position()) % FrameHeader.ALIGNMENT != 0) {
      at = put(buffer, PADDING, at);
    }
    flush(buffer, at);
  }

  private long put(ByteBuffer buffer, Bytes bytes, long from) throws IOException {
    long at = from;
    int done = 0;
    while (done < bytes.length()) {
      if (!buffer.hasRemaining()) {
        at = flush(buffer, at);
      }
      int count = Math.min(buffer.remaining(), bytes.length() - done);
      buffer.put(bytes.array(), bytes.offset() + done, count);
      done += count;
    }
    return at;
  }

  private long flush(ByteBuffer buffer, long at) throws IOException {
    long end = at + buffer.position();
    file.write(buffer.flip(), at);
    buffer.clear();
    return end;
  }

  /**
   * A frame that could not be written must never be found: were only zeros at its end missing, it
   * would look whole. To cut a file takes no room on the disk.
   */
  private void forget() {
    SyncException.sync(() -> file.truncate(position));
    allocated = position;
    SyncException.sync(this::sync);
  }

  /** Fills with zeros ahead. The frame is written already, so a full disk is no failure yet. */
  private void allocate(long end) {
    if (end <= allocated) {
      return;
    }
    long target = (end + step - 1) / step * step;
    allocated = end;
    try {
      while (allocated < target) {
        ByteBuffer zeros = writeBuffer.zeros(target - allocated);
        long next = allocated + zeros.remaining();
        file.write(zeros, allocated);
        allocated = next;
      }
    } catch (IOException e) {
      LOG.debug("no room to allocate ahead", e);
    }
  }

  /** Makes all frames durable. After an error nothing is known any more. */
  public void sync() throws IOException {
    file.sync();
    durable = position;
  }

  /** Whether there are frames that are not durable yet. */
  public boolean unsynced() {
    return durable < position;
  }

  /** Cuts what was allocated and not used. */
  public void cut() throws IOException {
    file.truncate(position);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
