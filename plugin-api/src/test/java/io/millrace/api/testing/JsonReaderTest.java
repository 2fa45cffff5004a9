package io.millrace.api.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

  @Provide
  Arbitrary<Object> values() {
    Arbitrary<Object> scalars =
        Arbitraries.oneOf(
            Arbitraries.just(null),
            Arbitraries.of(true, false),
            Arbitraries.longs(),
            Arbitraries.bigDecimals()
                .between(new BigDecimal("-1e30"), new BigDecimal("1e30"))
                .ofScale(4),
            Arbitraries.bigIntegers().map(BodyValues::shortest),
            Arbitraries.strings()
                .ofMaxLength(20)
                .filter(text -> !BodyValues.hasLoneSurrogate(text)));
    return Arbitraries.recursive(
        () -> scalars, values -> Arbitraries.oneOf(arrays(values), objects(values)), 0, 3);
  }

  private static Arbitrary<Object> arrays(Arbitrary<Object> values) {
    return values.list().ofMaxSize(3).map(list -> list);
  }

  private static Arbitrary<Object> objects(Arbitrary<Object> values) {
    Arbitrary<String> names = Arbitraries.strings().alpha().ofMaxLength(3);
    return Arbitraries.maps(names, values).ofMaxSize(3).map(map -> map);
  }

  @Property(tries = 500)
  void whatIsWrittenIsRead(@ForAll("values") Object value) {
    assertThat(JsonReader.read(JsonWriter.write(value))).isEqualTo(value);
  }

  @Test
  void everythingIsRead() {
    Object value =
        JsonReader.read(
            " { \"a\" : [ 1 , -0 , 1.50 , 1E+2, [ ], { } ] ,\t\"\\u00e9\\/\" : \"\\ud83d\\ude00\" }\r\n");

    assertThat(value)
        .isEqualTo(
            Map.of(
                "a",
                Arrays.asList(
                    1L, 0L, new BigDecimal("1.50"), new BigDecimal("1E+2"), List.of(), Map.of()),
                "é/",
                "\uD83D\uDE00"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "[1",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{'a':1}",
        "[1 2]",
        "1 2",
        "{} {}",
        "01",
        "1.",
        ".5",
        "-",
        "+1",
        "1e",
        "0x1",
        "NaN",
        "Infinity",
        "nul",
        "True",
        "\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\ud800\"",
        "\"\n\"",
        "\"\u0000\"",
        "// no\n1",
        "/* no */ 1",
        "{\"a\":1,\"a\":2}",
        "\uFEFF1",
        "1e99999999999",
        "\u00a01",
        "]",
        "}",
        ",",
        ":",
        "[1}",
        "\"\\u١١١١\"",
        "truefalse"
      })
  void whatIsNoJsonIsRefused(String text) {
    assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theMessageSaysWhere() {
    assertThatThrownBy(() -> JsonReader.read("{\n  \"a\": x\n}"))
        .hasMessage("no JSON: 2:8: a value was expected");
    assertThatThrownBy(() -> JsonReader.read("{\"a\":1,\"a\":2}"))
        .hasMessage("no JSON: 1:8: the name \"a\" occurs twice");
  }

  @Test
  void nestingIsBounded() {
    assertThatThrownBy(() -> JsonReader.read("[".repeat(100_000))).hasMessageContaining("deep");
    assertThat(JsonReader.read("[".repeat(500) + "]".repeat(500))).isInstanceOf(List.class);
  }
}
