package io.millrace.plugin.file;

import static io.millrace.plugin.file.Delivery.delivered;
import static io.millrace.plugin.file.Delivery.events;
import static io.millrace.plugin.file.Delivery.lines;
import static io.millrace.plugin.file.Delivery.ndjson;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Failure;
import io.millrace.api.Sink;
import io.millrace.api.testing.TestingContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no crash can do to an open file is told, and nothing that was committed is cut. */
class DamageTest {

  @TempDir private Path out;

  private Path part;
  private Path index;

  @BeforeEach
  void leaveAnOpenFile() throws Exception {
    deliver(0, 9);
    deliver(10, 19);
    part = out.resolve("orders-0-00000000000000000000.ndjson.part");
    index = out.resolve("orders-0-00000000000000000000.ndjson.part.index");
  }

  private Failure deliver(long from, long to) throws Exception {
    Sink sink =
        new FileSinkFactory(new LocalDisk()).create(ndjson(out, 1 << 20), TestingContext.create());
    try (AutoCloseable open = (AutoCloseable) sink) {
      var answers = sink.deliver(events(from, to));
      return delivered(answers) ? null : answers.get(0).getLeft().first();
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        OffsetIndex.HEADER_BYTES - 1,
        OffsetIndex.HEADER_BYTES,
        OffsetIndex.HEADER_BYTES + 10 * OffsetIndex.ENTRY_BYTES + 5
      })
  void aGarbledIndexStopsThePartition(int at) throws Exception {
    byte[] bytes = Files.readAllBytes(index);
    bytes[at] ^= 1;
    Files.write(index, bytes);

    Failure failure = deliver(20, 29);

    assertThat(failure.kind()).isEqualTo(Failure.Kind.UNAVAILABLE);
    assertThat(failure.code()).isEqualTo("file.damaged");
    assertThat(failure.message())
        .contains("orders-0-00000000000000000000.ndjson.part")
        .contains("garbled");
    assertThat(part).hasContent(lines(0, 19));
  }

  @Test
  void aMissingIndexStopsThePartition() throws Exception {
    Files.delete(index);

    assertThat(deliver(20, 29).message()).contains("its index").contains("missing");
    assertThat(part).hasContent(lines(0, 19));
  }

  @Test
  void lostDataStopsThePartition() throws Exception {
    Files.writeString(part, lines(0, 14));

    assertThat(deliver(20, 29).message()).contains("were committed");
  }

  @Test
  void aTornBatchIsCut() throws Exception {
    byte[] bytes = Files.readAllBytes(index);
    int tenth = OffsetIndex.HEADER_BYTES + 10 * OffsetIndex.ENTRY_BYTES;
    Arrays.fill(bytes, tenth, tenth + 3 * OffsetIndex.ENTRY_BYTES, (byte) 0);
    Files.write(index, bytes);

    assertThat(deliver(10, 12)).isNull();
    assertThat(part).hasContent(lines(0, 12));
  }

  @Test
  void dataWithoutAnEntryIsCut() throws Exception {
    Files.writeString(part, lines(0, 19) + "{\"n\":20}\n{\"n\"");

    assertThat(deliver(20, 21)).isNull();
    assertThat(part).hasContent(lines(0, 21));
  }

  @Test
  void anIndexThatWasLeftBehindIsDeleted() throws Exception {
    Files.delete(part);

    assertThat(deliver(20, 21)).isNull();
    assertThat(index).doesNotExist();
  }
}
