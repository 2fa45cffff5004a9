package io.millrace.plugin.lookup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table in memory that follows its file. At most once a second, one of the callers looks whether
 * the file has changed and if so reads it, while the others go on with the old rows; a version that
 * cannot be read leaves the old rows in place and is logged once. Safe for many threads.
 */
final class SharedTable {

  private static final Logger log = LoggerFactory.getLogger(SharedTable.class);
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final TableSpec spec;
  private final LongSupplier nanoTime;
  private final AtomicLong checkedAt;
  private volatile Rows rows;
  private volatile String stamp;

  private SharedTable(TableSpec spec, LongSupplier nanoTime, String stamp, Rows rows) {
    this.spec = spec;
    this.nanoTime = nanoTime;
    this.checkedAt = new AtomicLong(nanoTime.getAsLong());
    this.stamp = stamp;
    this.rows = rows;
  }

  static SharedTable open(TableSpec spec, LongSupplier nanoTime) throws IOException {
    String stamp = stamp(spec); // before reading: a change meanwhile is seen at the next check
    return new SharedTable(spec, nanoTime, stamp, TableReader.read(spec));
  }

  /** The values of the row with this key, in the order of the columns; null if there is none. */
  Object @Nullable [] row(String key) {
    long last = checkedAt.get();
    long now = nanoTime.getAsLong();
    if (now - last >= CHECK_NANOS && checkedAt.compareAndSet(last, now)) {
      follow();
    }
    return rows.get(key);
  }

  // Two threads can meet here if reading takes longer than a second; then one waits.
  private synchronized void follow() {
    String found = stamp(spec);
    if (found.equals(stamp)) {
      return;
    }
    stamp = found;
    try {
      rows = TableReader.read(spec);
      log.info("Read {} again: {} rows", spec.file(), rows.size());
    } catch (IOException | RuntimeException e) {
      log.warn(
          "{} has changed and cannot be read, so what it was before stays in use: {}",
          spec.file(),
          e.getMessage());
    }
  }

  /** What changes when the file does; says why if the file cannot be looked at. */
  private static String stamp(TableSpec spec) {
    try {
      BasicFileAttributes file = Files.readAttributes(spec.file(), BasicFileAttributes.class);
      return file.lastModifiedTime() + " " + file.size() + " " + file.fileKey();
    } catch (IOException e) {
      return e.toString();
    }
  }
}
