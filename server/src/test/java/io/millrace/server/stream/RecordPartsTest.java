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
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Records in parts, some of which are blocks that were read. */
final class RecordPartsTest {

  private static final int MOST = 1000;

  private enum Fate {
    UNCHANGED,
    CHANGED,
    DROPPED,
    TWICE,
    TAKEN_BACK
  }

  /**
   * A record of a block.
   *
   * @param size how long its value is; all of one size are the same
   */
  private record Item(int size, Fate fate) {

    Bytes value() {
      return Bytes.of(new byte[size]);
    }
  }

  @Provide
  Arbitrary<List<List<Item>>> blocks() {
    Arbitrary<Fate> fates =
        Arbitraries.frequencyOf(
            Tuple.of(20, Arbitraries.just(Fate.UNCHANGED)),
            Tuple.of(1, Arbitraries.of(Fate.class)));
    return Combinators.combine(Arbitraries.of(100, 101, 400, 2500), fates)
        .as(Item::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(9)
        .list()
        .ofMaxSize(8);
  }

  /** Nothing is lost, made or moved, whatever a builder is told of where its records come from. */
  @Property(tries = 500)
  void partsAreTheRecordsAndWhatIsStoredIsThem(@ForAll("blocks") List<List<Item>> blocks) {
    RecordsBuilder builder = new RecordsBuilder();
    RecordsBuilder plain = new RecordsBuilder();
    for (List<Item> items : blocks) {
      builder.from(block(items.stream().map(Item::value).toList()));
      items.forEach(item -> put(item, builder, plain));
    }
    Records records = builder.build();

    List<Records> parts = records.parts(MOST);

    assertThat(values(parts)).isEqualTo(values(List.of(plain.build())));
    for (Records part : parts) {
      assertThat(part.baseTimestamp()).isEqualTo(records.baseTimestamp());
      if (part.stored() != null) {
        assertThat(part.stored().bytes()).isEqualTo(part.encoded());
      }
    }
  }

  private static void put(Item item, RecordsBuilder builder, RecordsBuilder plain) {
    int times = item.fate == Fate.TWICE ? 2 : item.fate == Fate.DROPPED ? 0 : 1;
    Bytes value = item.fate == Fate.CHANGED ? Bytes.of(new byte[item.size + 1]) : item.value();
    for (int i = 0; i < times; i++) {
      builder.save();
      builder.add(1, null, RecordHeaders.EMPTY, value);
      if (item.fate == Fate.TAKEN_BACK) {
        builder.restore();
      } else {
        builder.keep();
        plain.add(1, null, RecordHeaders.EMPTY, value);
      }
    }
  }

  @Test
  void blocksOfWhichNothingChangedArePartsAsTheyAreStored() {
    Records first = block(values(600, "a"));
    Records second = block(values(700, "b"));
    RecordsBuilder builder = new RecordsBuilder();
    builder.add(1, null, RecordHeaders.EMPTY, Bytes.utf8("before"));
    copy(first, builder);
    copy(second, builder);
    builder.from(null);
    builder.add(1, null, RecordHeaders.EMPTY, Bytes.utf8("after"));

    List<Records> parts = builder.build().parts(MOST);

    assertThat(parts).extracting(Records::count).containsExactly(1, 6, 7, 1);
    assertThat(parts.get(0).stored()).isNull();
    assertThat(parts.get(1).stored()).isSameAs(first.stored());
    assertThat(parts.get(2).stored()).isSameAs(second.stored());
    assertThat(parts.get(3).stored()).isNull();
  }

  /** The first block's second half is missing, and the next one's first half looks like it. */
  @Test
  void noRecordIsOfTwoBlocks() {
    Records same = block(values(600, "a"));
    Records again = block(values(600, "a"));
    RecordsBuilder builder = new RecordsBuilder();
    builder.from(same);
    for (int i = 0; i < 3; i++) {
      builder.add(1, null, RecordHeaders.EMPTY, values(600, "a").get(0));
    }
    copy(again, builder);

    List<Records> parts = builder.build().parts(MOST);

    assertThat(parts).extracting(Records::count).containsExactly(6, 3);
  }

  /** As if a clock had gone on between two records. */
  @Test
  void aBlockWithOtherTimesBetweenItsRecordsIsNotRepeated() {
    Records block = block(values(600, "a"));
    RecordsBuilder builder = new RecordsBuilder();
    builder.from(block);
    long time = 1;
    for (StreamRecord record : block) {
      builder.add(time++, record.key(), record.headers(), record.value());
    }

    Records records = builder.build();

    assertThat(records.parts(MOST)).extracting(Records::stored).containsOnlyNulls();
    assertThat(records.parts(MOST).get(0)).extracting(StreamRecord::timestamp).endsWith(6L);
  }

  private static List<Bytes> values(int bytes, String text) {
    return java.util.Collections.nCopies(bytes / 100, Bytes.utf8(text.repeat(97)));
  }

  private static void copy(Records block, RecordsBuilder to) {
    to.from(block);
    block.forEach(record -> to.add(1, record.key(), record.headers(), record.value()));
  }

  private static Records block(List<Bytes> values) {
    RecordsBuilder builder = new RecordsBuilder();
    values.forEach(value -> builder.add(7, null, RecordHeaders.EMPTY, value));
    Records records = builder.build();
    return records.storedAs(records.encoded(), 5);
  }

  private static List<@Nullable Bytes> values(List<Records> parts) {
    List<@Nullable Bytes> values = new ArrayList<>();
    parts.forEach(part -> part.forEach(record -> values.add(record.value())));
    return values;
  }
}
