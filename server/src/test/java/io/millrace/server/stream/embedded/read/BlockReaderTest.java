package io.millrace.server.stream.embedded.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.file.LogFiles;
import io.millrace.server.stream.embedded.file.SimulatedFiles;
import io.millrace.server.stream.embedded.frame.BlockCodec;
import io.millrace.server.stream.embedded.frame.Directory;
import io.millrace.server.stream.embedded.frame.Directory.BlockEntry;
import io.millrace.server.stream.embedded.frame.Directory.PartitionEntry;
import io.millrace.server.stream.embedded.frame.Directory.StreamEntry;
import io.millrace.server.stream.embedded.segment.LogParts;
import io.millrace.server.stream.embedded.segment.PartitionState;
import io.millrace.server.stream.embedded.segment.Segment;
import io.millrace.server.stream.embedded.segment.SegmentIndex;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockReaderTest {

  private final LogFiles files = new SimulatedFiles(1);
  private final LogParts parts = LogParts.empty(files, 1 << 20);
  private final BlockReader reader =
      new BlockReader(files, parts.segments(), parts.indexes(), parts.appended(), 1 << 20);

  /** A checksum that fits says only that the bytes are those that were written. */
  @Test
  void recordsThatCannotBeDecompressedAreDamaged() {
    Bytes nonsense = Bytes.of(new byte[] {(byte) 0xff, 1, 2});
    SegmentIndex index = new SegmentIndex();
    BlockEntry entry = new BlockEntry(0, 0, 0, 3, 0, 900, 3, BlockCodec.crc(nonsense));
    index.add(new Directory(false, List.of(), List.of(), List.of(), List.of(entry), List.of()), 0);
    parts.indexes().open(1, index);
    parts.segments().start(List.of(Segment.of(1, 0, List.of())));
    PartitionState partition = standing(0, 3);
    parts.appended().put(partition.key(), 0, nonsense);

    assertThatThrownBy(() -> reader.block(partition, 1, reader.file()))
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
        .hasMessageContaining("stream in, partition 0, offsets 0 to 2")
        .hasMessageContaining("0000000000000001.segment, byte 0 cannot be decompressed");
  }

  /** The reader has looked at the range; then the segment goes; then the reader looks for it. */
  @Test
  void whatRetentionHasTakenMeanwhileIsNotDamaged() {
    parts.indexes().open(2, new SegmentIndex());
    parts.segments().start(List.of(Segment.of(2, 0, List.of())));
    PartitionState partition = standing(5, 10);

    assertThat(reader.block(partition, 4, reader.file())).isEmpty();
    assertThatThrownBy(() -> reader.block(partition, 5, reader.file()))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("damaged");
  }

  private PartitionState standing(long first, long next) {
    StreamEntry in = new StreamEntry(0, StreamSpec.of("in", 1));
    PartitionEntry stands = new PartitionEntry(0, 0, first, next, 0);
    parts
        .state()
        .apply(new Directory(true, List.of(in), List.of(), List.of(stands), List.of(), List.of()));
    return parts.state().known(0, 0);
  }
}
