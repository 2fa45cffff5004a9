package io.millrace.server.stream;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record as a stream stores it.
 *
 * @param offset where it stands in its partition
 * @param timestamp when it was appended, in milliseconds since 1970
 * @param key the key, or null
 * @param headers the headers, encoded
 * @param value the value, or null (a tombstone)
 */
public record StreamRecord(
    long offset,
    long timestamp,
    @Nullable Bytes key,
    RecordHeaders headers,
    @Nullable Bytes value) {

  public StreamRecord {
    Objects.requireNonNull(headers, "headers");
  }

  /** How many bytes the key, the headers and the value have: what a backend's limit is about. */
  public int bytes() {
    return (key == null ? 0 : key.length())
        + headers.encoded().length()
        + (value == null ? 0 : value.length());
  }
}
