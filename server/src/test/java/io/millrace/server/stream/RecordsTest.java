package io.millrace.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class RecordsTest {

  private static final int MOST = 64 << 10;

  @Property(tries = 200)
  void whatIsAddedComesBack(@ForAll @Size(min = 1, max = 20) List<byte[]> values) {
    RecordsBuilder builder = new RecordsBuilder(16);
    for (int i = 0; i < values.size(); i++) {
      byte[] value = values.get(i);
      Headers headers = i % 3 == 0 ? Headers.EMPTY : Headers.EMPTY.with("n", "" + i);
      builder.add(
          1000 - i,
          i % 2 == 0 ? null : Bytes.of(value),
          RecordHeaders.of(headers),
          i % 5 == 4 ? null : Bytes.of(value));
    }

    Records records = builder.build().at(7);

    List<StreamRecord> read = StreamSupport.stream(records.spliterator(), false).toList();
    assertThat(read).hasSize(values.size());
    for (int i = 0; i < read.size(); i++) {
      Bytes value = Bytes.of(values.get(i));
      assertThat(read.get(i).offset()).isEqualTo(7 + i);
      assertThat(read.get(i).timestamp()).isEqualTo(1000 - i);
      assertThat(read.get(i).key()).isEqualTo(i % 2 == 0 ? null : value);
      assertThat(read.get(i).headers().decode().text("n").orElse("none"))
          .isEqualTo(i % 3 == 0 ? "none" : "" + i);
      assertThat(read.get(i).value()).isEqualTo(i % 5 == 4 ? null : value);
    }
  }

  @Property(tries = 100)
  void partsAreTheSameRecordsAndNotLarge(@ForAll Random random) {
    RecordsBuilder builder = new RecordsBuilder();
    int largest = 0;
    for (int i = random.nextInt(600); i >= 0; i--) {
      byte[] value = new byte[random.nextInt(random.nextInt(100) == 0 ? 90_000 : 700)];
      random.nextBytes(value);
      largest = Math.max(largest, value.length);
      builder.add(i, null, RecordHeaders.EMPTY, Bytes.of(value));
    }
    Records built = builder.build();
    // As it is read, with no marks to cut at.
    Records read = new Records(0, built.baseTimestamp(), built.count(), built.encoded());

    for (Records records : List.of(built, read)) {
      List<Records> parts = records.parts(MOST);
      List<Object> expected = contents(List.of(records));
      assertThat(contents(parts)).isEqualTo(expected);
      for (Records part : parts) {
        assertThat(part.encoded().length()).isBetween(1, MOST + largest + 4096);
      }
      if (largest < 4000) {
        assertThat(parts)
            .allSatisfy(part -> assertThat(part.encoded().length()).isLessThanOrEqualTo(MOST));
      }
    }
  }

  private static List<Object> contents(List<Records> parts) {
    List<Object> contents = new ArrayList<>();
    for (Records part : parts) {
      part.forEach(record -> contents.add(List.of(record.timestamp(), record.value())));
    }
    return contents;
  }
}
