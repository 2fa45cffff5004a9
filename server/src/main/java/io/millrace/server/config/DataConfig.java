package io.millrace.server.config;

import io.millrace.api.Setting;
import io.millrace.server.config.bind.Limits;
import io.millrace.server.config.bind.Shorthand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The embedded backend's data.
 *
 * @param directory where it is
 * @param sync when it is synced
 * @param segmentSize the size of a segment file, in bytes
 * @param maxRecordSize the largest record, in bytes
 */
public record DataConfig(
    @Setting(value = "The directory of the data.", byDefault = "data") Path directory,
    @Setting(
            value =
                "When commits are synced to disk: 'always', before they are acknowledged; or"
                    + " { every: 100ms }, which may lose that much when the machine crashes.",
            byDefault = "always")
        Sync sync,
    @Setting(value = "The size of a segment file.", byDefault = "128MiB", bytes = true)
        long segmentSize,
    @Setting(value = "The largest record.", byDefault = "32MiB", bytes = true) long maxRecordSize) {

  private static final long MIN_SEGMENT = 1 << 20;
  private static final long MAX_SEGMENT = 1L << 30;

  /** A failure record has room even without its original. */
  private static final long MIN_RECORD = 32 << 10;

  /** What the embedded log can store. */
  private static final long MAX_RECORD = 256 << 20;

  public DataConfig {
    new Limits()
        .within("segment-size", segmentSize, MIN_SEGMENT, MAX_SEGMENT)
        .within("max-record-size", maxRecordSize, MIN_RECORD, MAX_RECORD)
        .check();
  }

  /**
   * When commits are synced.
   *
   * @param every the time between two syncs; empty: always, before a commit is acknowledged
   */
  @Shorthand("always")
  public record Sync(
      @Setting("The time between two syncs: what a crash of the machine may lose.")
          Optional<Duration> every) {

    public Sync {
      every.ifPresent(time -> new Limits().positive("every", time).check());
    }
  }
}
