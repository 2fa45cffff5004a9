package io.millrace.server.engine;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.codec.StreamCodec;
import io.millrace.server.pipeline.Attempt;
import io.millrace.server.pipeline.Outcome;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.RecordsBuilder;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Encodes what came of a record right to where the round collects it: all of it or none. For one
 * thread.
 */
final class OutputAppender {

  /** What may come of one record, unless a single record may be larger. */
  private static final long MOST_OUTPUT_BYTES = 64 << 20;

  /** As much room is made for a value before it is known how large it is. */
  private static final int MOST_EXPECTED = 64 << 10;

  private final List<StreamAppender> routes;
  private final Attempt encoding;
  private final int maxRecordBytes;
  private final List<RecordsBuilder> touched = new ArrayList<>();
  private final InputBlocks inputs = new InputBlocks();
  private @Nullable Records block;
  private long bytes;
  private long valueBytes;
  private int expected;

  /**
   * For the outputs of one pipeline.
   *
   * @param routes for each route of the pipeline the stream it leads to
   * @param encoding how a failure names the encoding
   * @param maxRecordBytes the largest record the backend takes
   */
  OutputAppender(List<StreamAppender> routes, Attempt encoding, int maxRecordBytes) {
    this.routes = routes;
    this.encoding = encoding;
    this.maxRecordBytes = maxRecordBytes;
  }

  /** How many bytes the last {@link #append} added. */
  long bytes() {
    return bytes;
  }

  /** What is appended next comes from the records of a batch, in order. */
  void read(Batch batch) {
    inputs.read(batch.blocks());
  }

  /** Nothing comes of the last batch any more, and none of it is kept in memory. */
  void readNothing() {
    inputs.clear();
    block = null;
  }

  /**
   * Appends all outputs of a record.
   *
   * @return null; or why one cannot be encoded, and nothing was appended
   */
  Outcome.@Nullable Failed append(
      long timestamp, StreamPartition at, StreamRecord record, List<Outcome.Output> outputs) {
    bytes = 0;
    valueBytes = 0;
    block = inputs.holding(record.offset());
    expected = Math.min(MOST_EXPECTED, record.bytes());
    boolean kept = false;
    try {
      for (int i = 0; i < outputs.size(); i++) {
        Outcome.Failed failed = append(timestamp, at, outputs.get(i), outputs.size());
        if (failed != null) {
          return failed;
        }
      }
      kept = true;
      return null;
    } finally {
      settle(kept);
    }
  }

  private void settle(boolean kept) {
    for (int i = 0; i < touched.size(); i++) {
      if (kept) {
        touched.get(i).keep();
      } else {
        touched.get(i).restore();
      }
    }
    touched.clear();
  }

  private Outcome.@Nullable Failed append(
      long timestamp, StreamPartition at, Outcome.Output output, int siblings) {
    StreamAppender to = routes.get(output.route());
    Event event = output.event();
    Bytes key = to.codec().key(event);
    RecordHeaders headers = to.codec().headers(event);
    RecordsBuilder builder = to.builder(to.partitionOf(key, at.partition()));
    builder.from(block);
    if (builder.save()) {
      touched.add(builder);
    }
    int before = builder.bytes();
    int length = 0;
    if (StreamCodec.isTombstone(event)) {
      builder.add(timestamp, key, headers, null);
    } else {
      Optional<Failures> failures =
          to.codec().encode(event, builder.begin(timestamp, key, headers, expected));
      if (failures.isPresent()) {
        return new Outcome.Failed(encoding, failures.get(), event);
      }
      length = builder.valueBytes();
      expected = Math.min(MOST_EXPECTED, length);
      builder.end();
    }
    bytes += builder.bytes() - before;
    valueBytes += length;
    int beside = bytesBeside(key, headers);
    if (length > maxRecordBytes - beside) {
      return tooLarge(length, beside, to, event);
    }
    return valueBytes > Math.max(MOST_OUTPUT_BYTES, maxRecordBytes)
        ? tooMuch(siblings, event)
        : null;
  }

  private static int bytesBeside(@Nullable Bytes key, RecordHeaders headers) {
    return (key == null ? 0 : key.length()) + headers.encoded().length();
  }

  /** A commit has a limit, and so has the memory; the record would stop its partition for good. */
  private Outcome.Failed tooMuch(int siblings, Event event) {
    return new Outcome.Failed(
        encoding,
        Failures.of(
            Failure.rejected(
                "encode.too-much",
                "the "
                    + siblings
                    + " events that came of it have more than "
                    + Math.max(MOST_OUTPUT_BYTES, maxRecordBytes)
                    + " bytes together")),
        event);
  }

  private Outcome.Failed tooLarge(int length, int beside, StreamAppender to, Event event) {
    return new Outcome.Failed(
        encoding,
        Failures.of(
            Failure.rejected(
                "encode.too-large",
                "the encoded event has "
                    + length
                    + " bytes, and its key and headers "
                    + beside
                    + "; a record of "
                    + to.stream().name()
                    + " may have "
                    + maxRecordBytes
                    + " in all")),
        event);
  }
}
