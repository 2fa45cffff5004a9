package io.millrace.server.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.vavr.control.Either;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Documents that are made to hurt. */
class JsonHostileTest {

  private static final FieldPath A = FieldPath.of("a");

  private final StreamCodec codec = Codecs.json();

  @Test
  void deepNestingIsRefusedAtItsLimit() {
    assertThat(decode("[".repeat(512) + "]".repeat(512)).isRight()).isTrue();
    assertThat(code("[".repeat(513) + "]".repeat(513))).isEqualTo("json.depth");
    assertThat(code("[".repeat(100_000))).isEqualTo("json.depth");
    assertThat(code("{\"a\":".repeat(100_000))).isEqualTo("json.depth");
  }

  @Test
  void theDeepestBodyCanBeReadAndChanged() {
    String deep = "{\"a\":".repeat(511) + "{}" + "}".repeat(511);
    FieldPath path = FieldPath.ofNames(Collections.nCopies(511, "a").toArray(String[]::new));

    Event event = Codecs.event(deep).with(path.child("b"), 1);

    assertThat(Codecs.encode(event)).isEqualTo(deep.replace("{}", "{\"b\":1}"));
    assertThat(event.value(FieldPath.ROOT).isRight()).isTrue();
    assertThatThrownBy(() -> event.with(path.child("b"), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMillionFieldsAreToldApart() {
    String fields =
        IntStream.range(0, 1_000_000)
            .mapToObj(i -> "\"" + i + "\":0")
            .collect(Collectors.joining(","));

    assertThat(decode("{" + fields + "}").get().integer(FieldPath.ofNames("999999")).get())
        .isZero();
    assertThat(code("{" + fields + ",\"777777\":1}")).isEqualTo("json.duplicate-name");
    assertThat(code("{\"x\":{" + fields + ",\"7\":1}}")).isEqualTo("json.duplicate-name");
  }

  @Test
  void largeObjectsInLargeObjectsDoNotShareTheirNames() {
    String fields =
        IntStream.range(0, 100)
            .mapToObj(i -> "\"name" + i + "\":0")
            .collect(Collectors.joining(","));
    String nested =
        "{" + fields + ",\"x\":{" + fields + "},\"y\":{" + fields + ",\"x\":{" + fields + "}}";

    assertThat(decode(nested + "}").isRight()).isTrue();
    assertThat(code(nested + ",\"name50\":1}")).isEqualTo("json.duplicate-name");
    assertThat(code("[" + nested + "},{\"x\":{" + fields + ",\"name99\":1}}]"))
        .isEqualTo("json.duplicate-name");
  }

  @Test
  void aTextOfThirtyMegabytesIsRead() {
    String text = "é\\n0123456789abc".repeat(2_000_000);

    assertThat(decode("{\"a\":\"" + text + "\"}").get().text(A).get())
        .isEqualTo(text.replace("\\n", "\n"));
  }

  @Test
  void numbersPassThroughWhateverTheirSize() {
    for (String number :
        List.of(
            "1" + "0".repeat(1_000_000),
            "1e1000000000",
            "1e99999999999",
            "-0",
            "9007199254740993",
            "0.1234567890123456789012345",
            "1e-1000000000",
            "1.0",
            "1e3")) {
      Event event = Codecs.event("{\"a\":" + number + "}");
      assertThat(Codecs.encode(event.with(FieldPath.of("b"), 1)))
          .isEqualTo("{\"a\":" + number + ",\"b\":1}");
    }
  }

  @Test
  void hugeNumbersAreNoLongs() {
    for (String number :
        List.of(
            "1" + "0".repeat(1_000_000),
            "1e1000000000",
            "1e99999999999",
            "9223372036854775808",
            "1e-1000000000",
            "1.5",
            "1e19")) {
      assertThat(codeOf(Codecs.event("{\"a\":" + number + "}").integer(A))).isEqualTo("field.type");
    }
    assertThat(Codecs.event("{\"a\":1e3}").integer(A).get()).isEqualTo(1000);
    assertThat(Codecs.event("{\"a\":1.0}").integer(A).get()).isEqualTo(1);
    assertThat(Codecs.event("{\"a\":0e999}").integer(A).get()).isZero();
    assertThat(Codecs.event("{\"a\":-9223372036854775808}").integer(A).get())
        .isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void aNumberTooLongToBeHeldIsAFailureOfWhatHoldsIt() {
    Event event = Codecs.event("{\"a\":[" + "7".repeat(1001) + "],\"b\":1}");

    assertThat(codeOf(event.value(FieldPath.ROOT))).isEqualTo("field.type");
    assertThat(codeOf(event.list(A))).isEqualTo("field.type");
    assertThat(codeOf(event.decimal(A.child(0)))).isEqualTo("field.type");
    assertThat(codeOf(Codecs.event("{\"a\":1e99999999999}").decimal(A))).isEqualTo("field.type");
    assertThat(event.integer(FieldPath.of("b")).get()).isEqualTo(1);
  }

  private Either<Failures, Event> decode(String document) {
    return Codecs.decode(codec, document.getBytes(UTF_8));
  }

  private String code(String document) {
    return codeOf(decode(document));
  }

  private static String codeOf(Either<Failures, ?> result) {
    return result.getLeft().first().code();
  }
}
