package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.server.codec.Codecs;
import io.millrace.server.codec.StreamCodec;
import io.millrace.server.pipeline.Attempt;
import io.millrace.server.pipeline.Outcome;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.topology.Format;
import io.millrace.server.topology.StreamDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** All outputs of a record, or none. */
final class OutputAppenderTest {

  private static final int MOST = 1000;
  private static final StreamPartition AT = new StreamPartition("in", 0);

  private final StreamDefinition stream = Codecs.stream(new Format.Opaque());
  private final StreamCodec codec = StreamCodec.of(stream);
  private final StreamAppender to = new StreamAppender(stream, codec);
  private final OutputAppender outputs =
      new OutputAppender(List.of(to), new Attempt("encode", "encode", "millrace", "1"), MOST);

  @Test
  void aSecondOutputThatIsTooLargeTakesTheFirstBack() {
    assertThat(append(event("small"))).isNull();
    assertThat(append(event("first"), event("x".repeat(MOST + 1)))).isEqualTo("encode.too-large");
    assertThat(append(event("last"))).isNull();

    assertThat(values()).containsExactly("small", "last");
  }

  /** No backend would take it, ever, and the partition would stand still for good. */
  @Test
  void aTombstoneWithTooLargeAKeyIsTooLarge() {
    Event tombstone = event(null);

    assertThat(append(tombstone.withKey("k".repeat(MOST + 1)))).isEqualTo("encode.too-large");
    assertThat(append(tombstone.withKey("k".repeat(MOST)))).isNull();
    assertThat(values()).containsExactly("null");
  }

  private @Nullable String append(Event... events) {
    Outcome.Failed failed =
        outputs.append(
            1,
            AT,
            record("input"),
            Stream.of(events).map(event -> new Outcome.Output(0, event)).toList());
    return failed == null ? null : failed.failures().first().code();
  }

  private Event event(@Nullable String value) {
    return codec.decode(AT, record(value)).get();
  }

  private static StreamRecord record(@Nullable String value) {
    return new StreamRecord(
        0, 1, null, RecordHeaders.EMPTY, value == null ? null : Bytes.utf8(value));
  }

  private List<String> values() {
    Map<StreamPartition, Records> appends = new HashMap<>();
    to.drainTo(appends);
    return appends.values().stream()
        .flatMap(records -> StreamSupport.stream(records.spliterator(), false))
        .map(record -> String.valueOf(record.value()))
        .toList();
  }
}
