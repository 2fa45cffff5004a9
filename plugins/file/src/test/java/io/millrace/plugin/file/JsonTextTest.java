package io.millrace.plugin.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.Headers;
import io.millrace.api.testing.TestingEvent;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "\"\"",
        "0",
        "-1.50",
        "12345678901234567890123",
        "0.10000000000000000000000000000001",
        "{\"a\":[1,{\"b\":null}],\"c\":\"\\\"\\\\\\n\\u0000\"}",
        "\"\u00e9\u4e2d\ud83d\ude00/\u007f\""
      })
  void compactJsonIsWrittenAsItCame(String json) {
    assertThat(line(new NdjsonFormat(false), TestingEvent.of(json))).isEqualTo(json + "\n");
  }

  @Property(tries = 300)
  void anyTextIsOneLineAndReadsBack(
      @ForAll @StringLength(max = 30) @CharRange(from = 0, to = 0x7ff) String text) {
    String line = line(new NdjsonFormat(false), TestingEvent.builder().body(List.of(text)).build());

    assertThat(line.strip()).doesNotContain("\n").doesNotContain("\r");
    assertThat(TestingEvent.of(line)).isEqualTo(TestingEvent.builder().body(List.of(text)).build());
  }

  @Test
  void anEnvelopeHasAllOfTheEvent() {
    Event event =
        TestingEvent.builder()
            .id("e-1")
            .key("k")
            .position("orders", 3, 7)
            .recordedAt(Instant.parse("2026-01-02T03:04:05Z"))
            .effectiveAt(Instant.parse("2025-01-02T03:04:05.006Z"))
            .headers(
                Headers.of(
                    List.of(
                        new Headers.Header("a", "b".getBytes(UTF_8)),
                        new Headers.Header("n", null),
                        new Headers.Header("x", new byte[] {(byte) 0xff}))))
            .json("{\"t\":1.0}")
            .build();

    assertThat(line(new NdjsonFormat(true), event))
        .isEqualTo(
            "{\"id\":\"e-1\",\"stream\":\"orders\",\"partition\":3,\"offset\":7,\"key\":\"k\","
                + "\"recordedAt\":\"2026-01-02T03:04:05Z\","
                + "\"effectiveAt\":\"2025-01-02T03:04:05.006Z\","
                + "\"headers\":[{\"name\":\"a\",\"value\":\"b\"},{\"name\":\"n\",\"value\":null},"
                + "{\"name\":\"x\",\"base64\":\"/w==\"}],\"body\":{\"t\":1.0}}\n");
  }

  private static String line(RecordFormat format, Event event) {
    return new String(format.encode(event).get(), UTF_8);
  }
}
