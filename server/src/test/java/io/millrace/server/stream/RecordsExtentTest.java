package io.millrace.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Headers;
import io.millrace.server.stream.Records.Extent;
import org.junit.jupiter.api.Test;

/** Parts of records, found without making the records. */
class RecordsExtentTest {

  private static final RecordHeaders HEADERS =
      RecordHeaders.of(Headers.EMPTY.with("source", "shop"));

  private final Records records =
      new RecordsBuilder()
          .add(5, Bytes.utf8("key"), HEADERS, Bytes.utf8("one"))
          .add(6, null, RecordHeaders.EMPTY, Bytes.utf8("another"))
          .add(7, Bytes.utf8("gone"), RecordHeaders.EMPTY, null)
          .build()
          .at(100);

  @Test
  void sizesAreThoseOfTheRecords() {
    int n = 0;
    for (StreamRecord record : records) {
      assertThat(records.fitting(n++, 1, 1_000, false)).isEqualTo(new Extent(1, record.bytes()));
    }
    assertThat(records.fitting(1, 10, 1_000, false)).isEqualTo(new Extent(2, 7 + 4));
  }

  @Test
  void neitherLimitIsPassed() {
    assertThat(records.fitting(1, 1, 1_000, false)).isEqualTo(new Extent(1, 7));
    assertThat(records.fitting(1, 10, 10, false)).isEqualTo(new Extent(1, 7));
    assertThat(records.fitting(1, 10, 6, false)).isEqualTo(new Extent(0, 0));
  }

  @Test
  void theFirstFitsIfOneMust() {
    assertThat(records.fitting(1, 10, 6, true)).isEqualTo(new Extent(1, 7));
    assertThat(records.fitting(1, 0, 6, true)).isEqualTo(new Extent(1, 7));
  }

  @Test
  void theLargestIsBounded() {
    RecordsBuilder builder = new RecordsBuilder();
    for (int i = 0; i < 100; i++) {
      Bytes value = Bytes.of(new byte[i == 50 ? 20_000 : 500]);
      builder.add(0, Bytes.utf8("key"), HEADERS, value);
    }
    Records many = builder.build();
    assertThat(many.boundOfLargest()).isBetween(20_003, 20_003 + 5_000);
    assertThat(new Records(0, 0, 100, many.encoded()).boundOfLargest())
        .isEqualTo(many.encoded().length());
    assertThat(new RecordsBuilder().build().boundOfLargest()).isZero();
  }

  @Test
  void startsAtAnyRecord() {
    assertThat(records.iteratorFrom(1).next().offset()).isEqualTo(101);
    assertThat(records.iteratorFrom(2).next().key()).isEqualTo(Bytes.utf8("gone"));
    assertThat(records.iteratorFrom(3).hasNext()).isFalse();
  }
}
