package io.millrace.server.stream.embedded.frame;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first 64 bytes of a segment file, in every version of the format.
 *
 * @param id the number of the segment, from 1; also its name
 * @param epoch a number of the opening of the log that made it
 * @param createdAt when, in milliseconds since 1970
 * @param generation how often it was rewritten
 * @param oldest the lowest number of those that were merged into it; its own if none were
 */
public record SegmentHeader(long id, long epoch, long createdAt, int generation, long oldest) {

  public static final int BYTES = 64;
  static final int VERSION = 1;

  /** The version of a merged segment: an older server would read those that it replaces again. */
  static final int MERGED_VERSION = 2;

  private static final long MAGIC = 0x4d494c4c52414345L; // MILLRACE
  private static final int CRC_AT = 60;
  private static final String SUFFIX = ".segment";

  /** The header of a segment that was never rewritten. */
  public static SegmentHeader written(long id, long epoch, long createdAt) {
    return new SegmentHeader(id, epoch, createdAt, 0, id);
  }

  public static String fileName(long id) {
    return sixteenDigits(id) + SUFFIX;
  }

  public static String indexName(long id) {
    return sixteenDigits(id) + ".index";
  }

  private static String sixteenDigits(long id) {
    String digits = Long.toHexString(id);
    return "0".repeat(16 - digits.length()) + digits;
  }

  /** The id in a file name; empty if the name is not a segment's. */
  public static Optional<Long> idIn(String fileName) {
    if (fileName.length() != 16 + SUFFIX.length() || !fileName.endsWith(SUFFIX)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseUnsignedLong(fileName.substring(0, 16), 16));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  public void put(ByteBuffer out) {
    int start = out.position();
    out.putLong(MAGIC).putInt(generation == 0 ? VERSION : MERGED_VERSION).putInt(generation);
    out.putLong(id).putLong(epoch).putLong(createdAt).putLong(generation == 0 ? 0 : oldest);
    while (out.position() < start + CRC_AT) {
      out.put((byte) 0);
    }
    out.putInt(crc(out, start));
  }

  /**
   * Reads a header.
   *
   * @return empty if it is damaged
   * @throws BackendException REFUSED, if a newer version of the format has written it
   */
  public static Optional<SegmentHeader> read(ByteBuffer in, long expectedId) {
    int start = in.position();
    if (in.remaining() < BYTES
        || in.getLong(start) != MAGIC
        || in.getInt(start + CRC_AT) != crc(in, start)) {
      return Optional.empty();
    }
    int version = in.getInt(start + 8);
    if (version != VERSION && version != MERGED_VERSION) {
      throw new BackendException(
          Kind.REFUSED,
          fileName(expectedId)
              + " has format version "
              + version
              + ", this server reads up to version "
              + MERGED_VERSION
              + ": use the newer server that wrote it");
    }
    if (in.getLong(start + 16) != expectedId) {
      return Optional.empty();
    }
    return Optional.of(
        new SegmentHeader(
            expectedId,
            in.getLong(start + 24),
            in.getLong(start + 32),
            version == VERSION ? 0 : in.getInt(start + 12),
            version == VERSION ? expectedId : in.getLong(start + 40)));
  }

  private static int crc(ByteBuffer bytes, int start) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().position(start).limit(start + CRC_AT));
    return (int) crc.getValue();
  }
}
