package io.millrace.server.codec.failure;

import io.millrace.server.stream.Bytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** How much of the original a failure record holds: as much as fits, and what does not is named. */
enum FailureDetail {
  /** All of it, as text where that can be. */
  WHOLE,
  /** All of it, as text only where that is no longer than base64. */
  SHORTEST,
  /** The value by its size and hash. */
  NO_VALUE,
  /** The key and the headers' values, too, by size and hash. */
  NO_BYTES,
  /** No headers at all, and only the first failure: always fits. */
  LEAST;

  /** Whether the value is there. */
  boolean hasValue() {
    return compareTo(NO_VALUE) < 0;
  }

  /** Whether the key and the headers' values are there. */
  boolean hasBytes() {
    return compareTo(NO_BYTES) < 0;
  }

  /** How long a text of others may be: a message, an attribute, an id. */
  int longestText() {
    return this == LEAST ? 100 : 1000;
  }

  /** How many failures are listed. */
  int mostFailures() {
    return this == LEAST ? 1 : 100;
  }

  /** How many attributes of a failure are listed. */
  int mostAttributes() {
    return this == LEAST ? 0 : 32;
  }

  FailureDetail less() {
    return switch (this) {
      case WHOLE -> SHORTEST;
      case SHORTEST -> NO_VALUE;
      case NO_VALUE -> NO_BYTES;
      case NO_BYTES, LEAST -> LEAST;
    };
  }

  /** The SHA-256 of bytes, in hexadecimal. */
  static String sha256(Bytes bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length()));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
