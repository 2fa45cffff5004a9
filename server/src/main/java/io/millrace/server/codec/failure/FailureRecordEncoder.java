package io.millrace.server.codec.failure;

import io.millrace.server.codec.body.CodecException;
import io.millrace.server.stream.ByteSink;
import io.millrace.server.stream.Bytes;
import io.millrace.server.topology.Format;

/**
 * Writes failure records in the format of a failure stream: Avro if it is Avro, else JSON. For one
 * thread.
 */
public final class FailureRecordEncoder {

  /** Room for a failure record without its original. */
  public static final int LEAST_BYTES = 16_384;

  private final FailureWriter writer;
  private final int mostBytes;

  /**
   * An encoder for one failure stream.
   *
   * @param format the stream's format
   * @param mostBytes the largest value that its backend can store; at least 16384
   * @throws CodecException if the format is Avro with another schema than schemas/failure.avsc; the
   *     message is for operators
   */
  public FailureRecordEncoder(Format format, int mostBytes) {
    if (mostBytes < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "a failure record needs room for " + LEAST_BYTES + " bytes");
    }
    if (format instanceof Format.Confluent) {
      throw new CodecException(
          "a failure stream cannot wait for a registry: write 'framing: single-object' or 'raw'"
              + " with schemas/failure.avsc");
    }
    this.writer = format instanceof Format.Avro avro ? FailureAvro.of(avro) : new FailureJson();
    this.mostBytes = mostBytes;
  }

  /**
   * Appends a failure record. It has the original whole unless that would make it larger than the
   * stream can store; then what is shorter as base64 is written so, and if that is not enough, the
   * value, and if need be more, is replaced by its size and SHA-256.
   *
   * @return whether the original is there whole
   */
  public boolean encode(FailureRecord failure, ByteSink out) {
    int before = out.length();
    FailureDetail detail = firstDetail(failure);
    writer.write(failure, detail, out);
    while (out.length() - before > mostBytes && detail != FailureDetail.LEAST) {
      out.truncate(before);
      detail = detail.less();
      writer.write(failure, detail, out);
    }
    return detail.hasValue();
  }

  /** What is certainly too large is not written only to be thrown away. */
  private FailureDetail firstDetail(FailureRecord failure) {
    Bytes value = failure.original().value();
    return value != null && value.length() >= mostBytes
        ? FailureDetail.NO_VALUE
        : FailureDetail.WHOLE;
  }
}
