package io.millrace.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A value that is written where it stays, whatever its size was guessed to be, and taken back. */
final class RecordsBuilderTest {

  /**
   * One record.
   *
   * @param valueBytes how large its value is; less than 0 for null
   * @param expected how large it is said to be
   * @param after what happens once it is there
   */
  private record Step(int keyBytes, int valueBytes, int expected, After after) {}

  private enum After {
    NOTHING,
    KEEP,
    RESTORE,
    BEGIN_ONE_MORE_AND_RESTORE
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> sizes =
        Arbitraries.oneOf(
            Arbitraries.of(0, 1, 126, 127, 128, 16_382, 16_383, 16_384, 65_536),
            Arbitraries.integers().between(0, 20_000));
    return Combinators.combine(
            Arbitraries.integers().between(0, 40),
            Arbitraries.oneOf(sizes, Arbitraries.just(-1)),
            sizes,
            Arbitraries.of(After.class))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 300)
  void isWhatAddWouldHaveMade(@ForAll("steps") List<Step> steps) {
    RecordsBuilder written = new RecordsBuilder(64);
    List<Step> kept = new ArrayList<>();
    int saved = 0;
    for (Step step : steps) {
      if (written.save()) {
        saved = kept.size();
      }
      put(written, step);
      kept.add(step);
      switch (step.after()) {
        case NOTHING -> {}
        case KEEP -> written.keep();
        case RESTORE -> written.restore();
        case BEGIN_ONE_MORE_AND_RESTORE -> {
          written.begin(7, null, RecordHeaders.EMPTY, 10).put(new byte[5000], 0, 5000);
          written.restore();
        }
      }
      if (step.after().name().endsWith("RESTORE")) {
        kept.subList(saved, kept.size()).clear();
      }
    }

    RecordsBuilder added = new RecordsBuilder();
    kept.forEach(step -> added.add(1, filled(step.keyBytes()), RecordHeaders.EMPTY, value(step)));

    assertThat(written.count()).isEqualTo(kept.size());
    assertThat(written.build().encoded()).isEqualTo(added.build().encoded());
    assertThat(parts(written.build())).isEqualTo(parts(added.build()));
  }

  @Test
  void aRecordThatIsTakenBackLeavesNoHugeMemory() {
    RecordsBuilder builder = new RecordsBuilder(64);
    builder.save();
    ByteSink out = builder.begin(1, null, RecordHeaders.EMPTY, 0);
    out.put(new byte[30 << 20], 0, 30 << 20);
    builder.restore();

    assertThat(out.array().length).isLessThan(2 << 20);
  }

  private static void put(RecordsBuilder builder, Step step) {
    Bytes value = value(step);
    if (value == null) {
      builder.add(1, filled(step.keyBytes()), RecordHeaders.EMPTY, null);
      return;
    }
    builder
        .begin(1, filled(step.keyBytes()), RecordHeaders.EMPTY, step.expected())
        .put(value.array(), value.offset(), value.length());
    assertThat(builder.valueBytes()).isEqualTo(value.length());
    builder.end();
  }

  private static List<Bytes> parts(Records records) {
    return records.parts(4096).stream().map(Records::encoded).toList();
  }

  private static @Nullable Bytes value(Step step) {
    return step.valueBytes() < 0 ? null : filled(step.valueBytes());
  }

  private static Bytes filled(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + length);
    }
    return Bytes.of(bytes, 0, length);
  }
}
