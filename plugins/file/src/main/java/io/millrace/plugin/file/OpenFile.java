package io.millrace.plugin.file;

import io.millrace.plugin.file.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data file that is being written, and its index.
 *
 * <p>What holds after a crash at any point: the index was durable before the data file was there;
 * an index entry was written only when its data was durable; a batch is answered only when both
 * are. So data without an entry, and entries of the last batch from the redelivered offset on, were
 * never committed and are cut. If more than these come again, somebody has reset the offsets: a
 * copy is kept.
 */
final class OpenFile {

  private static final Logger log = LoggerFactory.getLogger(OpenFile.class);
  private static final int COPIED_AT_ONCE = 1 << 20;

  private final Disk disk;
  private final Path directory;
  private final FileName name;
  private final Instant created;
  private final DiskFile data;
  private final DiskFile index;
  private long length;
  private long indexLength;
  private long lastOffset;
  private boolean markedCommitted;

  private OpenFile(
      Disk disk, Path directory, FileName name, Instant created, DiskFile data, DiskFile index) {
    this.disk = disk;
    this.directory = directory;
    this.name = name;
    this.created = created;
    this.data = data;
    this.index = index;
  }

  /** Begins a file. */
  static OpenFile create(Disk disk, Path directory, FileName name, byte[] header, Instant now)
      throws IOException {
    DiskFile index = disk.open(directory.resolve(name.index()));
    DiskFile data = null;
    try {
      index.truncate(0);
      index.write(OffsetIndex.header(now, header.length), 0);
      index.force();
      disk.syncDirectory(directory);
      data = disk.open(directory.resolve(name.open()));
      data.truncate(0);
      data.write(ByteBuffer.wrap(header), 0);
      disk.syncDirectory(directory);
      OpenFile file = new OpenFile(disk, directory, name, now, data, index);
      file.length = header.length;
      file.indexLength = OffsetIndex.HEADER_BYTES;
      file.lastOffset = -1;
      return file;
    } catch (IOException e) {
      close(index, data);
      throw e;
    }
  }

  /**
   * Opens a file that is there, and cuts from it what was not committed.
   *
   * @param next the offset that is delivered next: all below has been committed, nothing of it or
   *     above, unless the offsets were reset
   * @param reset whether they are known to have been: then all that is cut is kept in a copy
   * @return the file; empty if nothing is left of it: then it is gone
   * @throws DamagedFileException if something that was committed is not there
   */
  static Optional<OpenFile> recover(
      Disk disk, Path directory, FileName name, long next, boolean reset) throws IOException {
    if (!disk.exists(directory.resolve(name.index()))) {
      throw new DamagedFileException(name.open(), "its index " + name.index() + " is missing");
    }
    DiskFile index = disk.open(directory.resolve(name.index()));
    DiskFile data = null;
    try {
      data = disk.open(directory.resolve(name.open()));
      OffsetIndex entries = read(name, index);
      OpenFile file = new OpenFile(disk, directory, name, entries.created(), data, index);
      if (file.cut(entries, next, reset)) {
        return Optional.of(file);
      }
    } catch (IOException e) {
      close(index, data);
      throw e;
    }
    close(index, data);
    disk.delete(directory.resolve(name.open()));
    disk.syncDirectory(directory);
    disk.delete(directory.resolve(name.index()));
    return Optional.empty();
  }

  private static OffsetIndex read(FileName name, DiskFile index) throws IOException {
    return OffsetIndex.read(index.read(0, Math.toIntExact(index.size())))
        .orElseThrow(
            () ->
                new DamagedFileException(name.open(), "its index " + name.index() + " is garbled"));
  }

  private boolean cut(OffsetIndex entries, long next, boolean reset) throws IOException {
    int kept = entries.countBelow(next);
    if (entries.strays().stream().anyMatch(offset -> offset < next)) {
      throw new DamagedFileException(
          name.open(), "its index " + name.index() + " is garbled in the middle");
    }
    if (kept < entries.entries().size()) {
      aboutToCut(entries, kept, next, reset);
    }
    if (kept == 0) {
      return false;
    }
    length = entries.entries().get(kept - 1).end();
    indexLength = OffsetIndex.HEADER_BYTES + (long) kept * OffsetIndex.ENTRY_BYTES;
    lastOffset = entries.entries().get(kept - 1).offset();
    if (data.size() < length) {
      throw new DamagedFileException(
          name.open(),
          "it has " + data.size() + " bytes, and by its index " + length + " were committed");
    }
    // Even where nothing is cut: an earlier cut may have failed at its force.
    index.truncate(indexLength);
    index.force();
    data.truncate(length);
    data.force();
    return true;
  }

  /**
   * What comes again after a crash is the last batch, from its first record on, or from a later one
   * if a part of it has been committed.
   */
  private void aboutToCut(OffsetIndex entries, int kept, long next, boolean reset)
      throws IOException {
    int committed = entries.committed();
    boolean again =
        reset
            || kept < committed
            || (committed < entries.entries().size()
                && next < entries.entries().get(committed).offset());
    int last = entries.entries().size() - 1;
    if (again) {
      String copy = Replaced.freeName(disk, directory, name);
      Replaced.warn(name, next, name.open(), copy);
      copyTo(directory.resolve(copy), Math.min(data.size(), entries.entries().get(last).end()));
    } else {
      log.info(
          "{} is cut at offset {}: what it holds from there to {} was not committed and comes again",
          name.open(),
          next,
          entries.entries().get(last).offset());
    }
  }

  private void copyTo(Path target, long size) throws IOException {
    try (DiskFile copy = disk.open(target)) {
      for (long at = 0; at < size; at += COPIED_AT_ONCE) {
        int part = (int) Math.min(COPIED_AT_ONCE, size - at);
        copy.write(ByteBuffer.wrap(data.read(at, part)), at);
      }
      copy.force();
      disk.syncDirectory(directory);
    } catch (IOException e) {
      disk.delete(target);
      throw e;
    }
  }

  /** Notes durably that all of it has been committed. */
  void markCommitted() throws IOException {
    if (markedCommitted || lastOffset < 0) {
      return;
    }
    OffsetIndex.Entry mark = new OffsetIndex.Entry(lastOffset, length, true);
    index.write(OffsetIndex.bytes(List.of(mark)), indexLength);
    index.force();
    indexLength += OffsetIndex.ENTRY_BYTES;
    markedCommitted = true;
  }

  /**
   * When a file was begun that an earlier run has left open; empty if it is not known that all of
   * it has been committed.
   */
  static Optional<Instant> createdIfCommitted(Disk disk, Path directory, FileName name)
      throws IOException {
    if (!disk.exists(directory.resolve(name.index()))) {
      return Optional.empty();
    }
    try (DiskFile index = disk.open(directory.resolve(name.index()))) {
      return OffsetIndex.read(index.read(0, Math.toIntExact(index.size())))
          .filter(entries -> entries.endsCommitted() && entries.strays().isEmpty())
          .map(OffsetIndex::created);
    }
  }

  /** Appends a batch, durably. After an exception the file is to be recovered. */
  void append(Batch batch) throws IOException {
    data.write(batch.data(), length);
    data.force();
    index.write(OffsetIndex.bytes(batch.entries(length)), indexLength);
    index.force();
    indexLength += (long) batch.entries(length).size() * OffsetIndex.ENTRY_BYTES;
    length += batch.size();
    lastOffset = batch.lastOffset();
    markedCommitted = false;
  }

  /** Whether it was begun with this header: whether it can be continued in this format. */
  boolean beginsWith(byte[] header) throws IOException {
    return Arrays.equals(data.read(0, header.length), header);
  }

  /** Closes the file for good and gives it its last name. All of it has been committed. */
  void finish() throws IOException {
    close();
    disk.rename(directory.resolve(name.open()), directory.resolve(name.closed()));
    disk.syncDirectory(directory);
    disk.delete(directory.resolve(name.index()));
  }

  /** Lets go of the file; it stays open on the disk. */
  void close() {
    close(index, data);
  }

  private static void close(DiskFile index, @Nullable DiskFile data) {
    closeQuietly(index);
    if (data != null) {
      closeQuietly(data);
    }
  }

  private static void closeQuietly(DiskFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // all that matters was forced before
    }
  }

  String extension() {
    return name.extension();
  }

  Instant created() {
    return created;
  }

  long length() {
    return length;
  }

  /** How many records it has. */
  long records() {
    return (indexLength - OffsetIndex.HEADER_BYTES) / OffsetIndex.ENTRY_BYTES;
  }

  /** The offset of the last record; -1 if there is none. */
  long lastOffset() {
    return lastOffset;
  }
}
