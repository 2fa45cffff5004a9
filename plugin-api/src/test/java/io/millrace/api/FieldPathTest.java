package io.millrace.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {

  @Provide
  Arbitrary<FieldPath> paths() {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.strings().withChars("ab.[]\"\\ $0").ofMaxLength(4),
            Arbitraries.strings().ofMaxLength(3));
    Arbitrary<Object> steps =
        Arbitraries.oneOf(
            names.map(name -> (Object) name),
            Arbitraries.integers().between(0, 999_999_999).map(index -> (Object) index));
    return steps.list().ofMaxSize(5).map(FieldPathTest::path);
  }

  private static FieldPath path(List<Object> steps) {
    FieldPath path = FieldPath.ROOT;
    for (Object step : steps) {
      path = step instanceof String name ? path.child(name) : path.child((Integer) step);
    }
    return path;
  }

  @Property(tries = 2000)
  void whatIsWrittenIsRead(@ForAll("paths") FieldPath path) {
    FieldPath read = FieldPath.of(path.toString());

    assertThat(read).isEqualTo(path).hasSameHashCodeAs(path).hasToString(path.toString());
  }

  @Test
  void stepsAreNamesAndIndexes() {
    FieldPath path = FieldPath.of("items[10].\"a.b\\\"\".sku");

    assertThat(path.size()).isEqualTo(4);
    assertThat(path.step(0).name()).isEqualTo("items");
    assertThat(path.step(0).index()).isEqualTo(-1);
    assertThat(path.step(1).isIndex()).isTrue();
    assertThat(path.step(1).index()).isEqualTo(10);
    assertThat(path.step(1).name()).isNull();
    assertThat(path.step(2).name()).isEqualTo("a.b\"");
    assertThat(path).isEqualTo(FieldPath.of("items").child(10).child("a.b\"").child("sku"));
  }

  @Test
  void pathsStartWithPaths() {
    FieldPath path = FieldPath.of("a.b[0]");

    assertThat(path.startsWith(FieldPath.ROOT)).isTrue();
    assertThat(path.startsWith(FieldPath.of("a.b"))).isTrue();
    assertThat(path.startsWith(path)).isTrue();
    assertThat(path.startsWith(path.child("c"))).isFalse();
    assertThat(path.startsWith(FieldPath.of("a.c"))).isFalse();
  }

  @Test
  void theRootIsADollar() {
    assertThat(FieldPath.of("$")).isSameAs(FieldPath.ROOT).hasToString("$");
    assertThat(FieldPath.of("[3]").child("a")).hasToString("[3].a");
    assertThat(FieldPath.ofNames("$")).isNotEqualTo(FieldPath.ROOT).hasToString("\"$\"");
    assertThat(FieldPath.of("$schema")).isEqualTo(FieldPath.ofNames("$schema"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a[", "a[]", "a[-1]", "a[x]", "a[1", "a b"})
  void malformedPathsAreRefused(String path) {
    assertThatThrownBy(() -> FieldPath.of(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + path + "' is no field path");
  }

  @ParameterizedTest
  @CsvSource({"a[0]b,5", "a[9999999999],3", "\"a,3", "a[٣],3", "$.a,1", "a.$,3", "*[*],3"})
  void theMessageSaysWhere(String path, int character) {
    assertThatThrownBy(() -> FieldPath.of(path)).hasMessageEndingWith("at character " + character);
  }

  @Test
  void namesAreComparedAsBytes() {
    byte[] bytes = "xnaïvex".getBytes(UTF_8);
    FieldPath.Step step = FieldPath.of("naïve").step(0);

    assertThat(step.nameEquals(bytes, 1, 6)).isTrue();
    assertThat(step.nameEquals(bytes, 1, 5)).isFalse();
    assertThat(step.nameEquals(bytes, 0, 6)).isFalse();
    assertThat(FieldPath.of("[0]").step(0).nameEquals(bytes, 0, 0)).isFalse();
  }

  @Test
  void indexesStartAtZero() {
    assertThatThrownBy(() -> FieldPath.ROOT.child(-1)).hasMessageContaining("-1");
  }
}
