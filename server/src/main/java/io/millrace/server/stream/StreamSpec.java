package io.millrace.server.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stream as a backend needs to know it.
 *
 * @param name the stream's name
 * @param partitions how many partitions it has; at least 1
 * @param retention how long records are kept; empty: for ever
 * @param retentionBytes about how many bytes of each partition are kept; empty: all
 */
public record StreamSpec(
    String name, int partitions, Optional<Duration> retention, OptionalLong retentionBytes) {

  /** A stream that keeps everything. */
  public static StreamSpec of(String name, int partitions) {
    return new StreamSpec(name, partitions, Optional.empty(), OptionalLong.empty());
  }
}
