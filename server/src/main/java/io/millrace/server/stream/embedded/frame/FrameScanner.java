package io.millrace.server.stream.embedded.frame;

import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.embedded.file.LogFile;
import io.millrace.server.stream.embedded.frame.Directory.BlockEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads the frames of one segment, in order, and tells damage from an end. */
public final class FrameScanner {

  private static final int CHUNK = 1 << 20;
  private static final int STEP = FrameHeader.ALIGNMENT;

  private final LogFile file;
  private final long segment;
  private final boolean checkBlocks;
  private final long size;

  /** What was last searched for frames, so that to go on behind a find reads nothing again. */
  private ByteBuffer window = ByteBuffer.allocate(0);

  private long windowAt;

  /**
   * A scanner.
   *
   * @param checkBlocks whether to read and check the records too, not the directories only
   */
  public FrameScanner(LogFile file, long segment, boolean checkBlocks) throws IOException {
    this.file = file;
    this.segment = segment;
    this.checkBlocks = checkBlocks;
    size = file.size();
  }

  /** What to do with a frame. */
  public interface Visitor {
    void frame(FrameHeader header, Directory directory);
  }

  /**
   * Where the frames of a segment end, and what in between is not to be read.
   *
   * @param end the byte after the last frame
   * @param damages what was damaged after it had been durable
   */
  public record Result(long end, List<Damage> damages) {}

  /** Visits all frames; the visitor never sees one whose checksum does not fit. */
  public Result scan(Visitor visitor) throws IOException {
    List<Damage> damages = new ArrayList<>();
    long at = SegmentHeader.BYTES;
    while (true) {
      Optional<Frame> frame = frameAt(at);
      boolean whole = frame.isPresent() && (!checkBlocks || blocksMatch(frame.get()));
      long next = whole ? at : damagedUpTo(at);
      if (next < 0) {
        return new Result(at, damages);
      }
      if (!whole) {
        String what = frame.isPresent() ? "damaged records" : "damaged frames";
        damages.add(new Damage(SegmentHeader.fileName(segment), at, next, what));
      }
      if (frame.isPresent()) {
        visitor.frame(frame.get().header, frame.get().directory);
        at += frame.get().header.length();
      } else {
        at = next;
      }
    }
  }

  /**
   * Where the frames go on behind something that is not a frame; below zero if it is the end. They
   * go on only where a later frame says that this place was durable before it was written.
   */
  private long damagedUpTo(long from) throws IOException {
    long found = -1;
    for (long at = nextMagic(from + 1); at >= 0; at = nextMagic(at + 1)) {
      Optional<Frame> frame = frameAt(at);
      if (frame.isEmpty()) {
        continue;
      }
      if (found < 0) {
        found = at;
      }
      if (frame.get().header.durable() > from) {
        return found;
      }
    }
    return -1;
  }

  private long nextMagic(long from) throws IOException {
    long at = (from + STEP - 1) / STEP * STEP;
    while (at + FrameHeader.BYTES <= size) {
      if (at < windowAt || at + Integer.BYTES > windowAt + window.limit()) {
        window = read(at, (int) Math.min(CHUNK, size - at));
        windowAt = at;
        if (window.limit() < Integer.BYTES) {
          return -1;
        }
      }
      for (int i = (int) (at - windowAt); i + Integer.BYTES <= window.limit(); i += STEP) {
        if (window.getInt(i) == FrameHeader.MAGIC) {
          return windowAt + i;
        }
        at = windowAt + i + STEP;
      }
    }
    return -1;
  }

  /** The first frame; empty if it is damaged. */
  public Optional<Directory> first() throws IOException {
    return frameAt(SegmentHeader.BYTES).map(frame -> frame.directory);
  }

  private Optional<Frame> frameAt(long at) throws IOException {
    if (at + FrameHeader.BYTES > size) {
      return Optional.empty();
    }
    ByteBuffer start = read(at, (int) Math.min(4096, size - at));
    Optional<FrameHeader> header = FrameHeader.read(start, at);
    if (header.isEmpty() || at + header.get().length() > size) {
      return Optional.empty();
    }
    int headBytes = FrameHeader.BYTES + header.get().directoryBytes();
    ByteBuffer whole = headBytes <= start.limit() ? start : read(at, headBytes);
    byte[] directory = new byte[header.get().directoryBytes()];
    whole.get(FrameHeader.BYTES, directory);
    Bytes bytes = Bytes.of(directory);
    if (!header.get().matches(whole, segment, bytes)) {
      return Optional.empty();
    }
    return Optional.of(new Frame(header.get(), DirectoryCodec.decode(bytes)));
  }

  private boolean blocksMatch(Frame frame) throws IOException {
    long at = frame.header.blocksAt();
    for (BlockEntry block : frame.directory.blocks()) {
      if (crc(at, block.storedBytes()) != block.crc()) {
        return false;
      }
      at += block.storedBytes();
    }
    return true;
  }

  private int crc(long from, int length) throws IOException {
    CRC32C crc = new CRC32C();
    for (long at = from; at < from + length; at += CHUNK) {
      crc.update(read(at, (int) Math.min(CHUNK, from + length - at)));
    }
    return (int) crc.getValue();
  }

  private ByteBuffer read(long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    file.read(bytes, at);
    return bytes.flip();
  }

  private record Frame(FrameHeader header, Directory directory) {}
}
