package io.millrace.server.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.vavr.control.Either;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents at the edges of RFC 8259, RFC 3629 and RFC 7493. */
class JsonCorpusTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1",
        "-1",
        "0.0",
        "1.10",
        "1e3",
        "1E3",
        "1e+3",
        "1e-3",
        "-1.5E-10",
        "0e0",
        "1e1000000000",
        "1e99999999999999999999",
        "123456789012345678901234567890",
        "9007199254740993",
        "true",
        "false",
        "null",
        "\"\"",
        "\"a\"",
        "\"\\u0000\"",
        "\"\\ud83d\\ude00\"",
        "\"\\uD83D\\uDE00\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\u007f\"",
        "\"\u2028\"",
        "\"\uffff\"",
        "\"\ufeff\"",
        "\"é€😀\"",
        "\"0123456é\"",
        "\"01234567é\"",
        "[]",
        "[ ]",
        "[[]]",
        "[1,2]",
        "[1 , 2]",
        " [1] ",
        "\t\r\n{}\n",
        "{}",
        "{ }",
        "{\"a\":1}",
        "{\"a\":{\"a\":{\"a\":1}}}",
        "{\"a\":[{\"a\":1},{\"a\":1}]}",
        "{\"\":1}",
        "{\"a\":1,\"A\":2}",
        "{\"a\":1,\"a \":2}",
        "{\"\\u0061\":1,\"b\":1}",
        "{\"abcdefgh\":1,\"abcdefghi\":2}",
        "{\"é\":1,\"e\u0301\":2}",
        "[{},{},[],[[]]]",
      })
  void accepts(String document) {
    byte[] bytes = document.getBytes(UTF_8);

    Either<Failures, Event> event = Codecs.decode(Codecs.json(), bytes);

    assertThat(event.isRight()).isTrue();
    assertThat(Codecs.encode(Codecs.json(), event.get())).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{]",
        "[}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{,}",
        "{\"a\" 1}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{\"a\":1 \"b\":2}",
        "{null:1}",
        "{\"a\"::1}",
        "[1]]",
        "{}}",
        "{}{}",
        "1 2",
        "{} {}",
        "[] x",
        "nul",
        "nulll",
        "True",
        "NaN",
        "-NaN",
        "Infinity",
        "-Infinity",
        "undefined",
        "01",
        "-01",
        "-",
        "+1",
        ".5",
        "1.",
        "1.e1",
        "1e",
        "1e+",
        "1ee1",
        "0x10",
        "1_000",
        "1,000",
        "--1",
        "1a",
        "-a",
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\",
        "\"\\x\"",
        "\"\\u\"",
        "\"\\u12\"",
        "\"\\u123g\"",
        "\"\\U0041\"",
        "'a'",
        "\"a\nb\"",
        "\"a\tb\"",
        "\"\u0000\"",
        "\"\u001f\"",
        "// a\n1",
        "/* a */1",
        "1 // a",
        "#",
        "\u00a0 1",
        "1\u000b",
        "\u000c1",
        "[1,,2]",
        "[\"a\" \"b\"]",
        "{\"a\":\"b\":\"c\"}",
        "\"a\"b",
        "[1][2]",
        "<1>",
        "\u0000",
        "{\"0123456789",
        "[\"0123456789",
        "{\"a\":1,\"0123456",
        "[0123]",
        "[-]",
        "[1.]",
      })
  void refuses(String document) {
    assertThat(code(document.getBytes(UTF_8))).isEqualTo("json.malformed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\u00c0\u00af\"",
        "\"\u0080\"",
        "\"\u00bf\"",
        "\"\u00c1\u00bf\"",
        "\"\u00c2\"",
        "\"\u00c2 \"",
        "\"\u00e0\u009f\u00bf\"",
        "\"\u00e2\u0082\"",
        "\"\u00e2\u0082",
        "\"\u00ed\u00a0\u0080\"",
        "\"\u00ed\u00bf\u00bf\"",
        "\"\u00f0\u008f\u00bf\u00bf\"",
        "\"\u00f4\u0090\u0080\u0080\"",
        "\"\u00f5\u0080\u0080\u0080\"",
        "\"\u00f8\u0088\u0080\u0080\u0080\"",
        "\"\u00fe\"",
        "\"\u00ff\"",
        "\"\u00f0\u009f\u0098\"",
        "{\"\u00c0\u00af\":1}",
        "\"01234567\u00ff\"",
        "\"0123456\u00e2\u0082x\"",
        "[\"a\",\"\u00ed\u00a0\u00bd\u00ed\u00b8\u0080\"]",
      })
  void refusesBytesThatAreNoUtf8(String bytes) {
    assertThat(code(bytes.getBytes(ISO_8859_1))).isEqualTo("json.utf8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800a\"",
        "\"\\ud800\\n\"",
        "\"\\ud800\\ud800\"",
        "\"\\ude00\\ud83d\"",
        "{\"\\ud83d\":1}",
        "\"\\ud83d\\u0041\"",
        "\"\\ud83d\\\"",
      })
  void refusesLoneSurrogates(String document) {
    assertThat(code(document.getBytes(UTF_8))).isEqualTo("json.surrogate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":1}",
        "{\"\":1,\"\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"\\u0061\":1,\"a\":2}",
        "{\"\\u0061\":1,\"\\u0061\":2}",
        "{\"b\":{\"a\":1,\"a\":1}}",
        "[[{\"a\":1,\"b\":2,\"a\":3}]]",
        "{\"é\":1,\"\\u00e9\":2}",
        "{\"a\":{\"b\":1},\"a\":2}",
        "{\"0123456789\":1,\"0123456789\":2}",
        "{\"😀\":1,\"\\ud83d\\ude00\":2}",
        "{\"/\":1,\"\\/\":2}",
        "{\"a\":1,\"x\":{\"a\":1,\"y\":{}},\"a\":2}",
      })
  void refusesNamesThatOccurTwice(String document) {
    assertThat(code(document.getBytes(UTF_8))).isEqualTo("json.duplicate-name");
  }

  private static String code(byte[] bytes) {
    Failures failures = Codecs.decode(Codecs.json(), bytes).getLeft();
    assertThat(failures.size()).isEqualTo(1);
    assertThat(failures.first().kind()).isEqualTo(Failure.Kind.REJECTED);
    return failures.first().code();
  }
}
