package io.millrace.server.stream.embedded.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.RecordsBuilder;
import io.millrace.server.stream.StreamPartition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockCodecTest {

  private static final StreamPartition AT = new StreamPartition("s", 0);

  private final Records records =
      new RecordsBuilder()
          .add(5, null, RecordHeaders.EMPTY, Bytes.utf8("value ".repeat(100)))
          .build();

  @Test
  void recordsAreCompressedAndComeBack() {
    Block block = block(records);

    assertThat(block.stored().length()).isLessThan(records.encoded().length());
    assertThat(block.crc()).isEqualTo(BlockCodec.crc(block.stored()));
    assertThat(BlockCodec.raw(block.stored(), block.rawBytes())).isEqualTo(records.encoded());
  }

  /** Bytes and a checksum that compressing would not have made. */
  @Test
  void whatIsKnownIsNotMadeAgain() {
    Bytes known = Bytes.utf8("as it was stored");

    Block block = block(records.storedAs(known, 99));

    assertThat(block.stored()).isSameAs(known);
    assertThat(block.crc()).isEqualTo(99);
    assertThat(block.count()).isEqualTo(1);
    assertThat(block.timestamp()).isEqualTo(5);
    assertThat(block.rawBytes()).isEqualTo(records.encoded().length());
  }

  @ParameterizedTest
  @CsvSource({"1000, false", "32767, false", "32768, true", "65536, true", "65537, false"})
  void smallAndLargeBlocksAreNotKeptTwice(int bytes, boolean kept) {
    assertThat(BlockCodec.mayBeRepeated(Bytes.of(new byte[bytes]))).isEqualTo(kept);
  }

  private static Block block(Records appended) {
    try (Compressors compressors = new Compressors()) {
      List<Block> blocks = BlockCodec.blocks(Map.of(AT, appended), compressors);
      assertThat(blocks).hasSize(1);
      return blocks.get(0);
    }
  }
}
