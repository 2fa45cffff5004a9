package io.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "json-schema.violated", "http.404", "a.b.c-d-e", "3d"})
  void codesAreWordsInParts(String code) {
    assertThatCode(() -> Failure.rejected(code, "")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a-", "-a", "a-.b", "A", "a_b", "a b", "é"})
  void otherCodesAreRefused(String code) {
    assertThatThrownBy(() -> Failure.rejected(code, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + code + "'");
  }

  @Test
  void attributesKeepTheirOrderAndCannotBeChanged() {
    Failure failure = Failure.unavailable("http.status", "down").with("z", "1").with("a", "2");
    Failure again = failure.with("z", "3");

    assertThat(failure.attributes()).containsExactly(Map.entry("z", "1"), Map.entry("a", "2"));
    assertThat(again.attributes()).containsExactly(Map.entry("z", "3"), Map.entry("a", "2"));
    assertThatThrownBy(() -> failure.attributes().put("b", "c"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void attributesAreCopied() {
    Map<String, String> attributes = new LinkedHashMap<>(Map.of("a", "1"));
    Failure failure =
        new Failure(Failure.Kind.DEFECT, "a", "message", Optional.empty(), attributes);

    attributes.clear();

    assertThat(failure.attributes()).containsEntry("a", "1");
  }

  @Test
  void nothingIsNull() {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("a", null);

    assertThatThrownBy(
            () -> new Failure(Failure.Kind.DEFECT, "a", "b", Optional.empty(), attributes))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Failure.rejected("a", null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Failure.rejected(null, "")).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Failure.defect("a", "b").with("c", null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void aFieldMayBeConcerned() {
    FieldPath field = FieldPath.of("a.b");

    assertThat(Failure.rejected("a", field, "m").field()).contains(field);
    assertThat(Failure.rejected("a", "m").field()).isEmpty();
  }
}
