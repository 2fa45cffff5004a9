package io.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeadersTest {

  private static final Headers HEADERS =
      Headers.of(
          List.of(
              new Headers.Header("a", new byte[] {'1'}),
              new Headers.Header("b", null),
              new Headers.Header("a", new byte[] {'2', (byte) 0xff})));

  @Test
  void theLastOfANameCounts() {
    assertThat(HEADERS.text("a")).contains("2\uFFFD");
    assertThat(HEADERS.text("b")).isEmpty();
    assertThat(HEADERS.last("b")).isPresent();
    assertThat(HEADERS.text("A")).isEmpty();
  }

  @Test
  void withReplacesAllOfAName() {
    Headers changed = HEADERS.with("a", "ü");

    assertThat(changed.list()).extracting(Headers.Header::name).containsExactly("b", "a");
    assertThat(changed.text("a")).contains("ü");
    assertThat(HEADERS.list()).hasSize(3);
    assertThat(HEADERS.without("a").without("b")).isSameAs(Headers.EMPTY);
  }

  @Test
  void bytesAreCopied() {
    byte[] bytes = {1};
    Headers.Header header = new Headers.Header("a", bytes);

    bytes[0] = 2;
    header.value()[0] = 3;

    assertThat(header.value()).containsExactly(1);
    assertThat(header).isEqualTo(new Headers.Header("a", new byte[] {1}));
  }

  @Test
  void halfOfASurrogatePairIsRefused() {
    assertThatThrownBy(() -> new Headers.Header("a\ud800", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("half of a surrogate pair in the name of a header");
    assertThatThrownBy(() -> HEADERS.with("a", "\udc00b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("half of a surrogate pair in the value of a header");
    assertThat(HEADERS.with("a", "\ud83d\ude00").text("a")).contains("\ud83d\ude00");
  }
}
