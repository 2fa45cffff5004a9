package io.millrace.server.stream.embedded;

import java.nio.file.Path;

/**
 * Where and how the embedded log stores.
 *
 * @param directory the data directory; made if it is missing
 * @param segmentBytes about how long a segment file becomes; what retention removes at once
 * @param sync when what was appended is made durable
 * @param maxRecordBytes the largest record, in bytes of key, headers and value
 * @param cacheBytes how many uncompressed bytes of recent records are kept in memory for readers
 */
public record EmbeddedConfig(
    Path directory, long segmentBytes, SyncMode sync, int maxRecordBytes, long cacheBytes) {

  /** The largest record that can be stored at all. */
  public static final int MAX_RECORD_BYTES = 256 << 20;

  /** The most bytes of records that one commit can have. */
  static final long MAX_COMMIT_BYTES = 1 << 30;

  public EmbeddedConfig {
    if (segmentBytes < 1024 || segmentBytes > 1 << 30) {
      throw new IllegalArgumentException("segmentBytes is between 1 KiB and 1 GiB");
    }
    if (maxRecordBytes < 1 || maxRecordBytes > MAX_RECORD_BYTES) {
      throw new IllegalArgumentException("maxRecordBytes is between 1 and 256 MiB");
    }
  }

  /** The defaults: segments of 64 MiB, synced always, records up to 16 MiB, 32 MiB of cache. */
  public static EmbeddedConfig of(Path directory) {
    return new EmbeddedConfig(directory, 64 << 20, SyncMode.ALWAYS, 16 << 20, 32 << 20);
  }
}
