package io.millrace.server.http.streams;

import io.millrace.server.http.transport.HttpProblem;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.StreamPartition;

/**
 * Refuses to read beyond the end of a partition: who comes with such an offset has it from another
 * stream or from an earlier life of this one, and would silently miss all that is stored below it.
 */
final class OffsetCheck {

  private static final Limits ONE = new Limits(1, 1);

  private OffsetCheck() {}

  /**
   * What a partition holds, for who reads from an offset of it.
   *
   * @throws HttpProblem.Refused with 416 if the offset is beyond the end; the end itself is not
   */
  static OffsetRange notBeyondTheEnd(Backend backend, StreamPartition partition, long offset) {
    OffsetRange range = backend.range(partition);
    if (offset > range.next() && offset > lastKnown(backend, partition, range)) {
      throw HttpProblem.of(
              416,
              "http.offset.beyond-end",
              partition + " ends at " + range.next() + ", and " + offset + " is beyond it.",
              "Was the data directory or the topic made anew? Go on from an offset between "
                  + range.first()
                  + " and "
                  + range.next()
                  + ", or without one.")
          .refused();
    }
    return range;
  }

  /** Behind the last record of a Kafka topic are marks, and a read goes on behind them. */
  private static long lastKnown(Backend backend, StreamPartition partition, OffsetRange range) {
    return backend.read(partition, range.next(), ONE).nextOffset();
  }
}
