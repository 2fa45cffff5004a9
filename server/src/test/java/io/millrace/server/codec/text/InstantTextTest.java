package io.millrace.server.codec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantTextTest {

  @Property(tries = 2000)
  void timesComeBackAtEveryOffset(
      @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long second,
      @ForAll @IntRange(max = 999_999_999) int nanos,
      @ForAll @IntRange(min = -18, max = 18) int hours) {
    for (int divisor : new int[] {1, 1_000, 1_000_000, 100_000_000, 1_000_000_000}) {
      Instant time = Instant.ofEpochSecond(second, nanos - nanos % divisor);
      assertThat(InstantText.parse(time.toString())).isEqualTo(time);
      OffsetDateTime there = time.atOffset(ZoneOffset.ofHours(hours));
      assertThat(InstantText.parse(there.toString())).isEqualTo(time);
    }
  }

  @Property(tries = 2000)
  void timesAreWrittenAsTheJdkWritesThem(
      @ForAll @LongRange(min = -31_557_014_167_219_200L, max = 31_556_889_864_403_199L) long any,
      @ForAll @LongRange(min = -62_170_000_000L, max = 253_410_000_000L) long usual,
      @ForAll @IntRange(max = 999_999_999) int nanos) {
    for (int divisor : new int[] {1, 1_000, 1_000_000, 1_000_000_000}) {
      for (long second : new long[] {any, usual}) {
        Instant time = Instant.ofEpochSecond(second, nanos - nanos % divisor);
        assertThat(InstantText.of(time)).isEqualTo(time.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2015",
        "2015-07-03",
        "2015-07-03T12:01:35",
        "2015-07-03T12:01:35.",
        "noon, 3 July 2015",
        "2015-13-03T12:01:35Z",
        "2015-00-03T12:01:35Z",
        "2015-02-29T12:01:35Z",
        "2015-07-00T12:01:35Z",
        "2015-07-03T24:01:35Z",
        "2015-07-03T12:60:35Z",
        "2015-07-03T12:01:61Z",
        "2015-07-03T12:01:35.1234567890Z",
        "2015-07-03T12:01:3aZ",
        "2015-07-03T12:01:35.x5Z",
        "2015-07-03 12:01:35Z",
        "2015-07-03T12:01:35+25:00",
      })
  void whatIsNoTimeIsNone(String text) {
    assertThat(InstantText.parse(text)).isNull();
  }
}
