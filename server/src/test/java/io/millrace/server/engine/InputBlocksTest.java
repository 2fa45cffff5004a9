package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Records;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputBlocksTest {

  private final InputBlocks blocks = new InputBlocks();

  @Test
  void eachOffsetIsInTheBlockThatHoldsIt() {
    Records first = block(10, 5);
    Records second = block(15, 1);
    Records third = block(30, 2);
    blocks.read(List.of(first, second, third));

    assertThat(blocks.holding(9)).isNull();
    assertThat(blocks.holding(10)).isSameAs(first);
    assertThat(blocks.holding(14)).isSameAs(first);
    assertThat(blocks.holding(15)).isSameAs(second);
    assertThat(blocks.holding(16)).isNull();
    assertThat(blocks.holding(31)).isSameAs(third);
    assertThat(blocks.holding(32)).isNull();
  }

  @Test
  void ofTheNextBatchNoBlockOfTheLastIsLeft() {
    blocks.read(List.of(block(10, 5)));
    assertThat(blocks.holding(12)).isNotNull();

    blocks.read(List.of());

    assertThat(blocks.holding(13)).isNull();
  }

  /** A worker may wait long for its next batch, and there may be hundreds of them. */
  @Test
  void whatIsClearedIsNotKeptInMemory() {
    WeakReference<Records> last = readOne();

    blocks.clear();

    Trial.await(
        () -> {
          System.gc();
          return last.get() == null;
        });
    assertThat(blocks.holding(1)).isNull();
  }

  private WeakReference<Records> readOne() {
    Records block = block(0, 5);
    blocks.read(List.of(block(0, 0), block));
    assertThat(blocks.holding(1)).isSameAs(block);
    return new WeakReference<>(block);
  }

  private static Records block(long base, int count) {
    return new Records(base, 0, count, Bytes.of(new byte[0]));
  }
}
