package io.millrace.plugin.file;

import io.millrace.api.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of {@code file} under {@code with:}.
 *
 * @param directory where the files go; made when it is not there
 * @param format what the files hold
 * @param schema the Avro schema; wanted for {@code avro} only
 * @param envelope whether a line of NDJSON is the body alone, or also what else the event has
 * @param rollSize from how many bytes on a file is closed
 * @param rollAfter after how long a file is closed
 */
public record FileSettings(
    @Setting("The directory of the files; no other sink and no other server may use it.")
        Path directory,
    @Setting(
            value = "ndjson: a line of JSON for each event; avro: an Avro container file.",
            byDefault = "ndjson")
        Format format,
    @Setting("The Avro schema file (.avsc) of the format avro.") Optional<Path> schema,
    @Setting(
            value =
                "Whether a line has id, position, key, times and headers beside the body (ndjson).",
            byDefault = "false")
        boolean envelope,
    @Setting(value = "From which size on a file is closed.", byDefault = "64MiB", bytes = true)
        long rollSize,
    @Setting(value = "How long after its first event a file is closed.", byDefault = "10m")
        Duration rollAfter) {

  /** What the files hold. */
  public enum Format {
    /** A line of JSON for each event. */
    NDJSON,
    /** An Avro object container file. */
    AVRO
  }

  /** Checks what can be checked without reading a file. */
  public FileSettings {
    if (rollSize < 1) {
      throw new IllegalArgumentException("roll-size is at least 1 byte, not " + rollSize);
    }
    if (rollAfter.isNegative() || rollAfter.isZero()) {
      throw new IllegalArgumentException("roll-after is longer than 0, not " + rollAfter);
    }
    if (format == Format.AVRO && schema.isEmpty()) {
      throw new IllegalArgumentException("format: avro wants a schema: the file with the schema");
    }
    if (format == Format.AVRO && envelope) {
      throw new IllegalArgumentException("envelope is for format: ndjson only");
    }
    if (format == Format.NDJSON && schema.isPresent()) {
      throw new IllegalArgumentException("schema is for format: avro only");
    }
  }
}
