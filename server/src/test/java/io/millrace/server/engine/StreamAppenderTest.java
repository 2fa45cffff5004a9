package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.codec.Codecs;
import io.millrace.server.codec.StreamCodec;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.topology.Format;
import io.millrace.server.topology.StreamDefinition;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StreamAppenderTest {

  private static final int PARTITIONS = 64;
  private static final long MEBIBYTE = 1 << 20;

  /** A backlog is worked off a partition at a time; then each round has a little of all. */
  @Test
  void manyPartitionsThatHadAWholeRoundEachTakeNoMoreMemoryThanOne() {
    StreamDefinition stream = Codecs.stream(new Format.Opaque(), PARTITIONS);
    StreamAppender appender = new StreamAppender(stream, StreamCodec.of(stream));
    Bytes round = Bytes.of(new byte[4 << 20]);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      appender.add(partition, 1, null, RecordHeaders.EMPTY, round);
      drained(appender);
    }

    for (int partition = 0; partition < PARTITIONS; partition++) {
      appender.add(partition, 1, null, RecordHeaders.EMPTY, Bytes.utf8("one"));
    }

    long held =
        drained(appender).values().stream().mapToLong(r -> r.encoded().array().length).sum();
    assertThat(held).isLessThan(7 * MEBIBYTE);
  }

  private static Map<StreamPartition, Records> drained(StreamAppender appender) {
    Map<StreamPartition, Records> appends = new HashMap<>();
    appender.drainTo(appends);
    return appends;
  }
}
