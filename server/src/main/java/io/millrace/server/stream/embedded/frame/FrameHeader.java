package io.millrace.server.stream.embedded.frame;

import io.millrace.server.stream.Bytes;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The start of a frame. The directory follows it, then the blocks, then zeros up to a multiple of
 * eight. The checksum is over the header, the directory and the segment's id; the directory has the
 * checksums of the blocks, so all of the frame is covered.
 *
 * @param directoryBytes how long the directory is
 * @param blockBytes how long all blocks are together
 * @param epoch a number of the opening of the log that wrote it
 * @param position where in the segment the frame stands
 * @param durable all of the segment before here was durable when the frame was written. A damaged
 *     frame before that position was lost later; one behind it may never have been written whole
 * @param crc the checksum
 */
public record FrameHeader(
    int directoryBytes, int blockBytes, long epoch, long position, long durable, int crc) {

  public static final int BYTES = 44;
  public static final int ALIGNMENT = 8;
  static final int MAGIC = 0x4d524652; // MRFR

  private static final int CRC_AT = 40;
  private static final int VERSION = 1;

  /** How long the whole frame is. */
  long length() {
    return length(directoryBytes, blockBytes);
  }

  /** Where the blocks start in the segment. */
  public long blocksAt() {
    return position + BYTES + directoryBytes;
  }

  public static long length(long directoryBytes, long blockBytes) {
    long bytes = BYTES + directoryBytes + blockBytes;
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Writes a header and its directory. */
  public static void put(
      ByteBuffer out,
      Bytes directory,
      int blockBytes,
      long segment,
      long epoch,
      long position,
      long durable) {
    int start = out.position();
    out.putInt(MAGIC).putInt(VERSION).putInt(directory.length()).putInt(blockBytes);
    out.putLong(epoch).putLong(position).putLong(durable);
    int crc = crc(out.duplicate().position(start).limit(start + CRC_AT), segment, directory);
    out.putInt(crc).put(directory.array(), directory.offset(), directory.length());
  }

  /** Reads a header whose directory has not been looked at yet; empty if it is none. */
  static Optional<FrameHeader> read(ByteBuffer in, long position) {
    int at = in.position();
    if (in.remaining() < BYTES || in.getInt(at) != MAGIC || in.getInt(at + 4) != VERSION) {
      return Optional.empty();
    }
    FrameHeader header =
        new FrameHeader(
            in.getInt(at + 8),
            in.getInt(at + 12),
            in.getLong(at + 16),
            in.getLong(at + 24),
            in.getLong(at + 32),
            in.getInt(at + CRC_AT));
    boolean possible =
        header.directoryBytes > 0 && header.blockBytes >= 0 && header.position == position;
    return possible ? Optional.of(header) : Optional.empty();
  }

  /** Whether the checksum fits; {@code in} stands where {@link #read} read. */
  boolean matches(ByteBuffer in, long segment, Bytes directory) {
    int at = in.position();
    return crc(in.duplicate().limit(at + CRC_AT), segment, directory) == crc;
  }

  private static int crc(ByteBuffer header, long segment, Bytes directory) {
    CRC32C crc = new CRC32C();
    crc.update(header);
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, segment));
    crc.update(directory.array(), directory.offset(), directory.length());
    return (int) crc.getValue();
  }
}
