package io.millrace.plugin.file;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The bytes of the index beside an open data file: which offset's data ends where. A header (magic,
 * version, when the file was begun, where its data begins), then one entry for each record that is
 * in the file, each with a checksum of its own, so that the index can be cut at any entry. An entry
 * may be marked: all that stands before it has been committed. The first of a batch is, and where
 * that is known of the last batch too, its last entry comes once more, marked.
 *
 * @param created when the data file was begun
 * @param start where its data begins
 * @param entries the entries that are whole, up to the first that is not
 * @param strays the offsets of whole entries behind one that is not
 */
record OffsetIndex(Instant created, long start, List<Entry> entries, List<Long> strays) {

  static final int HEADER_BYTES = 28;
  static final int ENTRY_BYTES = 20;

  private static final int MAGIC = 0x4d524649;
  private static final int VERSION = 2;

  /** Without marks. */
  private static final int OLDEST_VERSION = 1;

  private static final long MARK = Long.MIN_VALUE;

  /** The data of the record at {@code offset} ends at {@code end}. */
  record Entry(long offset, long end, boolean marked) {}

  static ByteBuffer header(Instant created, long start) {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES);
    bytes.putInt(MAGIC).putInt(VERSION).putLong(created.toEpochMilli()).putLong(start);
    return bytes.putInt(checksum(bytes.array(), 0, bytes.position())).flip();
  }

  static ByteBuffer bytes(List<Entry> entries) {
    ByteBuffer bytes = ByteBuffer.allocate(entries.size() * ENTRY_BYTES);
    for (Entry entry : entries) {
      int from = bytes.position();
      bytes.putLong(entry.offset).putLong(entry.marked ? entry.end | MARK : entry.end);
      bytes.putInt(checksum(bytes.array(), from, Long.BYTES * 2));
    }
    return bytes.flip();
  }

  /** Reads an index; empty if its header is not whole. */
  static Optional<OffsetIndex> read(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    if (content.length < HEADER_BYTES
        || bytes.getInt() != MAGIC
        || !isKnown(bytes.getInt())
        || bytes.getInt(HEADER_BYTES - Integer.BYTES)
            != checksum(content, 0, HEADER_BYTES - Integer.BYTES)) {
      return Optional.empty();
    }
    OffsetIndex index =
        new OffsetIndex(
            Instant.ofEpochMilli(bytes.getLong()),
            bytes.getLong(),
            new ArrayList<>(),
            new ArrayList<>());
    boolean whole = true;
    for (int at = HEADER_BYTES; at + ENTRY_BYTES <= content.length; at += ENTRY_BYTES) {
      boolean sound = bytes.getInt(at + Long.BYTES * 2) == checksum(content, at, Long.BYTES * 2);
      whole &= sound;
      if (whole) {
        long end = bytes.getLong(at + Long.BYTES);
        index.entries.add(new Entry(bytes.getLong(at), end & ~MARK, end < 0));
      } else if (sound) {
        index.strays.add(bytes.getLong(at));
      }
    }
    return Optional.of(index);
  }

  private static boolean isKnown(int version) {
    return version >= OLDEST_VERSION && version <= VERSION;
  }

  /** How many of the entries are known to have been committed; all if there are no marks. */
  int committed() {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).marked) {
        return i;
      }
    }
    return entries.size();
  }

  /** Whether the last entry is the one before it once more: all has been committed. */
  boolean endsCommitted() {
    int last = entries.size() - 1;
    return last > 0
        && entries.get(last).marked
        && entries.get(last).offset == entries.get(last - 1).offset;
  }

  /** How many of the entries lie below an offset. */
  int countBelow(long offset) {
    int count = entries.size();
    while (count > 0 && entries.get(count - 1).offset >= offset) {
      count--;
    }
    return count;
  }

  private static int checksum(byte[] bytes, int from, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, from, length);
    return (int) checksum.getValue();
  }
}
