package io.millrace.server.topology;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** How a stream's values are read and written. */
public sealed interface Format {

  /**
   * JSON (RFC 8259, unique names as in RFC 7493).
   *
   * @param lenient what is let pass all the same
   */
  record Json(Set<Leniency> lenient) implements Format {
    public Json {
      lenient = Set.copyOf(lenient);
    }
  }

  /** What a JSON stream may let pass by name. */
  enum Leniency {
    /** The last of several fields of one name counts. */
    DUPLICATE_NAMES,
    /** A byte order mark before the document. */
    BYTE_ORDER_MARK
  }

  /**
   * Avro.
   *
   * @param schema the file of the schema, absolute
   * @param framing what stands around the datum
   */
  record Avro(Path schema, Framing framing) implements Format {}

  /**
   * Avro whose schemas are in a registry: a zero byte, the schema's id as four bytes, the datum
   * (Confluent's wire format).
   *
   * @param subject the subject of what is written
   * @param schema the file of the schema to read and to write by; empty: read as it was written,
   *     written by the latest of the subject
   * @param register whether the schema of the file is registered if the subject does not have it
   */
  record Confluent(String subject, Optional<Path> schema, boolean register) implements Format {}

  /** What stands around an Avro datum. */
  enum Framing {
    /** {@code C3 01}, the schema's CRC-64-AVRO fingerprint, the datum (Avro 1.12 specification). */
    SINGLE_OBJECT,
    /** The datum alone. */
    RAW
  }

  /** Bytes that are passed on as they are and not read by path. */
  record Opaque() implements Format {}
}
