package io.millrace.server.stream.embedded.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Bytes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AppendedBlocksTest {

  private static final int CAPACITY = 4 << 20;

  private final AppendedBlocks blocks = new AppendedBlocks(CAPACITY);

  @Test
  void whatIsThereIsWhatWasPutAndTheLastMegabytesAreThere() {
    Random random = new Random(7);
    Map<Long, byte[]> put = new HashMap<>();
    long bytes = 0;
    for (long base = 0; base < 2000; base++) {
      byte[] block = new byte[random.nextInt(20_000)];
      random.nextBytes(block);
      put.put(base, block);
      blocks.put(base % 3, base, Bytes.of(block));
      bytes += block.length;
    }
    assertThat(bytes).as("several times around the ring").isGreaterThan(4 * CAPACITY);
    int there = 0;
    long kept = 0;
    for (long base = 0; base < 2000; base++) {
      Optional<Bytes> block = blocks.get(base % 3, base);
      if (block.isPresent()) {
        there++;
        kept += block.get().length();
        assertThat(Arrays.equals(block.get().array(), put.get(base))).as("block " + base).isTrue();
      } else {
        assertThat(there).as("the oldest ones have gone, block %d", base).isZero();
      }
    }
    assertThat(kept).isBetween((long) (CAPACITY * 0.95), (long) CAPACITY);
  }

  @Test
  void aBlockThatIsPutAgainHidesNoneThatIsWrittenOver() {
    blocks.put(0, 0, Bytes.of(new byte[1000]));
    for (int base = 1; base < 1000; base++) {
      byte[] block = new byte[20_000];
      Arrays.fill(block, (byte) base);
      if (base == 150) {
        blocks.put(0, 0, Bytes.of(new byte[1000]));
      }
      blocks.put(1, base, Bytes.of(block));
      for (int before = 1; before <= base; before++) {
        byte expected = (byte) before;
        blocks
            .get(1, before)
            .ifPresent(found -> assertThat(found.array()[19_999]).isEqualTo(expected));
      }
    }
  }

  @Test
  void aBlockThatWouldDriveMostOthersOutIsNotKept() {
    blocks.put(1, 0, Bytes.of(new byte[1000]));
    blocks.put(1, 10, Bytes.of(new byte[CAPACITY / 4 + 1]));
    assertThat(blocks.get(1, 10)).isEmpty();
    assertThat(blocks.get(1, 0)).isPresent();
  }

  @Test
  void manySmallBlocksAreCountedWithWhatTheyTakeBesides() {
    for (long base = 0; base < 100_000; base++) {
      blocks.put(1, base, Bytes.of(new byte[1]));
    }
    long there = 0;
    for (long base = 0; base < 100_000; base++) {
      there += blocks.get(1, base).isPresent() ? 1 : 0;
    }
    assertThat(there).isBetween(CAPACITY / 102L, CAPACITY / 100L);
  }

  /** The table of places grows when its first entries have gone and others stand at its start. */
  @Test
  void manySmallBlocksAfterLargeOnesAreFound() {
    for (int base = 0; base < 1500; base++) {
      blocks.put(1, base, Bytes.of(new byte[20_000]));
    }
    for (int base = 1500; base < 21_500; base++) {
      blocks.put(1, base, Bytes.of(new byte[base % 5]));
    }
    for (int base = 1500; base < 21_500; base++) {
      assertThat(blocks.get(1, base).map(Bytes::length)).as("block %d", base).hasValue(base % 5);
    }
    assertThat(blocks.get(1, 1499).map(Bytes::length)).hasValue(20_000);
    assertThat(blocks.get(1, 1310)).as("gone since the table grew").isEmpty();
  }

  /** As many as the first table has places, so that most share one with another. */
  @Test
  void partitionsWithTheSameOffsetsAreToldApart() {
    for (int partition = 0; partition < 1000; partition++) {
      blocks.put(partition, 0, Bytes.of(new byte[partition]));
    }
    for (int partition = 0; partition < 1000; partition++) {
      assertThat(blocks.get(partition, 0).map(Bytes::length)).hasValue(partition);
    }
  }

  /** Partitions and offsets of several kinds, against a map. */
  @Test
  void whatIsFoundIsWhatWasPutLastWhateverTheOffsets() {
    Random random = new Random(11);
    Map<String, Integer> put = new LinkedHashMap<>();
    for (int n = 0; n < 200_000; n++) {
      long partition = random.nextInt(3) * (1L << 32) + random.nextInt(2);
      long base = (long) random.nextInt(50_000) << (random.nextInt(3) * 12);
      int length = random.nextInt(3);
      blocks.put(partition, base, Bytes.of(new byte[length]));
      put.remove(partition + "/" + base);
      put.put(partition + "/" + base, length);
      if (n % 1000 == 0) {
        Optional<Bytes> found = blocks.get(partition, base);
        assertThat(found.map(Bytes::length)).hasValue(length);
      }
    }
    int there = 0;
    for (Map.Entry<String, Integer> entry : put.entrySet()) {
      String[] key = entry.getKey().split("/", 2);
      Optional<Bytes> found = blocks.get(Long.parseLong(key[0]), Long.parseLong(key[1]));
      assertThat(found.isPresent() || there == 0).as("the oldest ones have gone").isTrue();
      if (found.isPresent()) {
        assertThat(found.get().length()).isEqualTo(entry.getValue());
        there++;
      }
    }
    assertThat(there).isGreaterThan(15_000);
    assertThat(blocks.get(7, 7)).isEmpty();
  }
}
