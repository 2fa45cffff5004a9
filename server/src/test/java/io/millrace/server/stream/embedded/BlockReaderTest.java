package io.millrace.server.stream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.StreamPartition;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockReaderTest {

  private final LogFiles files = new SimulatedFiles(1);
  private final LogParts parts = LogParts.empty(files, 1 << 20);
  private final BlockReader reader =
      new BlockReader(files, parts.segments(), parts.indexes(), parts.appended(), 1 << 20);
  private final PartitionState partition = new PartitionState(new StreamPartition("in", 0), 0);

  /** The reader has looked at the range; then the segment goes; then the reader looks for it. */
  @Test
  void whatRetentionHasTakenMeanwhileIsNotDamaged() {
    parts.indexes().open(2, new SegmentIndex());
    parts.segments().start(List.of(Segment.of(2, 0, List.of())));
    partition.stand(5, 10, 0);

    assertThat(reader.block(partition, 4)).isEmpty();
    assertThatThrownBy(() -> reader.block(partition, 5))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("damaged");
  }
}
