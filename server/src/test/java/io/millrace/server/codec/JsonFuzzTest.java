package io.millrace.server.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.vavr.control.Either;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Mutated documents, judged by this codec and by {@link StrictJackson}: both must accept and find
 * the same values, or both must refuse. {@code -Dmillrace.fuzz=5000000} does more than the usual
 * number.
 */
class JsonFuzzTest {

  private static final int MUTATIONS = Integer.getInteger("millrace.fuzz", 200_000);

  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "\\u",
          "\\ud83d",
          "\\ude00",
          "\\u0061",
          "\\n",
          "\\/",
          "\\x",
          "true",
          "false",
          "null",
          "nul",
          "-",
          "0",
          "1",
          "00",
          "1.5",
          "1e9",
          "1E+",
          "1e1000000000",
          ".",
          "+",
          " ",
          "\t",
          "\n",
          "\u000b",
          "\u0000",
          "\u001f",
          "\u007f",
          "\u00a0",
          "é",
          "€",
          "😀",
          "\ufeff",
          "//",
          "/**/",
          "'",
          "NaN",
          "Infinity",
          "a",
          "\"a\":1",
          "\"a\":1,",
          ",\"b\":[]",
          "{}",
          "[]",
          "\"\"",
          "12345678901234567890");

  private static final List<byte[]> RAW =
      List.of(
          new byte[] {(byte) 0xc0, (byte) 0xaf},
          new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
          new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
          new byte[] {(byte) 0xf0, (byte) 0x8f, (byte) 0xbf, (byte) 0xbf},
          new byte[] {(byte) 0xe0, (byte) 0x9f, (byte) 0xbf},
          new byte[] {(byte) 0xef, (byte) 0xbf, (byte) 0xbf},
          new byte[] {(byte) 0xff},
          new byte[] {(byte) 0x80},
          new byte[] {(byte) 0xe2, (byte) 0x82});

  private static final List<byte[]> SEEDS =
      List.of(
              JsonSamples.ORDER,
              "{}",
              "[]",
              "0",
              "\"a\"",
              "{\"a\":1,\"b\":2}",
              "{\"a\":{\"a\":{\"a\":[]}},\"b\":[{\"a\":1},{\"a\":2}]}",
              "[1,-0,1.50,1e3,-1E-2,123456789012345678901234567890,0.1]",
              "{ \"name with space\" : [ true , false , null ] , \"é\" : \"\\u00e9€😀\\ud83d\\ude00\" }",
              "\n\t {\r\n  \"pretty\" : {\n        \"deep\" : [\n            1\n ]\n }\n}\n",
              "{\"\\u0061bcdefgh\":1,\"abcdefghi\":2,\"abcdefgh\\u0069j\":3}",
              "[\"0123456\",\"01234567\",\"012345678\",\"0123456789abcdef\",\"\"]")
          .stream()
          .map(text -> text.getBytes(UTF_8))
          .toList();

  @Test
  void agreesWithAnotherParser() {
    Random random = new Random(20260101);
    StreamCodec codec = Codecs.json();
    int accepted = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] document = SEEDS.get(random.nextInt(SEEDS.size()));
      for (int n = random.nextInt(4); n >= 0; n--) {
        document = mutate(document, random);
      }
      accepted += judge(codec, document) ? 1 : 0;
    }
    assertThat(accepted).isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
  }

  /** Little is changed, so that most of each document is as one that was met before. */
  @Test
  void agreesOnDocumentsOfAKnownLayoutAndOnThoseThatAreNearlyOfOne() {
    Random random = new Random(20261126);
    StreamCodec codec = Codecs.json();
    int accepted = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      if (i % 200 == 0) {
        codec = Codecs.json();
      }
      byte[] seed = SEEDS.get(random.nextInt(SEEDS.size()));
      judge(codec, seed);
      accepted += judge(codec, mutate(seed, random)) ? 1 : 0;
    }
    assertThat(accepted).isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
  }

  private static boolean judge(StreamCodec codec, byte[] document) {
    Either<Failures, Event> ours = Codecs.decode(codec, document);
    Object expected;
    try {
      expected = StrictJackson.read(document);
    } catch (IOException e) {
      if (ours.isRight()) {
        fail(show(document) + " is accepted, but: " + e.getMessage());
      }
      return false;
    } catch (NumberFormatException e) {
      return ours.isRight(); // an exponent that no BigDecimal can hold
    }
    if (ours.isLeft()) {
      fail(show(document) + " is refused: " + ours.getLeft());
    }
    compare(codec, document, ours.get(), expected);
    return true;
  }

  private static void compare(
      StreamCodec codec, byte[] document, Event event, @Nullable Object expected) {
    Object value = event.value(FieldPath.ROOT).get();
    if (value == null ? expected != null : !value.equals(expected)) {
      fail(show(document) + " is read as " + value + ", but is " + expected);
    }
    if (!Arrays.equals(document, Codecs.encode(codec, event))) {
      fail(show(document) + " does not come back as it came");
    }
  }

  private static byte[] mutate(byte[] document, Random random) {
    int at = random.nextInt(document.length + 1);
    int rest = Math.min(document.length - at, random.nextInt(6));
    return switch (random.nextInt(7)) {
      case 0 -> splice(document, at, rest, new byte[0]);
      case 1 -> splice(document, at, 0, TOKENS.get(random.nextInt(TOKENS.size())).getBytes(UTF_8));
      case 2 ->
          splice(document, at, rest, TOKENS.get(random.nextInt(TOKENS.size())).getBytes(UTF_8));
      case 3 -> splice(document, at, Math.min(1, rest), new byte[] {(byte) random.nextInt(256)});
      case 4 -> splice(document, at, 0, RAW.get(random.nextInt(RAW.size())));
      case 5 -> splice(document, at, 0, part(document, random));
      default -> splice(document, at, 0, part(SEEDS.get(random.nextInt(SEEDS.size())), random));
    };
  }

  private static byte[] part(byte[] document, Random random) {
    int from = random.nextInt(document.length + 1);
    int to = Math.min(document.length, from + random.nextInt(24));
    return Arrays.copyOfRange(document, from, to);
  }

  private static byte[] splice(byte[] document, int at, int remove, byte[] insert) {
    byte[] spliced = new byte[document.length - remove + insert.length];
    System.arraycopy(document, 0, spliced, 0, at);
    System.arraycopy(insert, 0, spliced, at, insert.length);
    int rest = at + remove;
    System.arraycopy(document, rest, spliced, at + insert.length, document.length - rest);
    return spliced;
  }

  private static String show(byte[] document) {
    return new String(document, UTF_8) + " (" + HexFormat.of().formatHex(document) + ")";
  }
}
