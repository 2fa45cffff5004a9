package io.millrace.server.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.FieldPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A scanner that has met layouts before answers as one that has not. */
class JsonLayoutsTest {

  private static final List<String> NAMES = List.of("a", "b", "c", "a name of many bytes", "ü", "");

  private static final List<String> SCALARS =
      List.of("1", "-2.50", "true", "null", "\"\"", "\"x\"", "\"eight or more\"", "\"ü \\n\"");

  private static final List<FieldPath> PATHS =
      NAMES.stream()
          .flatMap(
              one ->
                  IntStream.rangeClosed(0, NAMES.size())
                      .mapToObj(
                          i ->
                              i == 0
                                  ? FieldPath.ofNames(one)
                                  : FieldPath.ofNames(one, NAMES.get(i - 1))))
          .toList();

  private final JsonScanner warm = new JsonScanner(false);

  @Property(tries = 60)
  void whatIsKnownChangesNothing(@ForAll Random random) {
    List<String> shapes = new ArrayList<>();
    IntStream.range(0, 1 + random.nextInt(5)).forEach(i -> shapes.add(object(random, 0)));
    JsonScanner scanner = new JsonScanner(false);
    for (int i = 0; i < 300; i++) {
      String text = filled(shapes.get(random.nextInt(shapes.size())), random);
      byte[] document = random.nextInt(4) == 0 ? damaged(text, random) : text.getBytes(UTF_8);
      assertSame(scanner, document, random.nextInt(20));
    }
  }

  /** An object with a mark where each scalar goes. */
  private static String object(Random random, int depth) {
    StringBuilder out = new StringBuilder("{");
    List<String> names = new ArrayList<>(NAMES);
    for (int i = random.nextInt(4); i >= 0; i--) {
      out.append(out.length() > 1 ? "," : "").append(random.nextBoolean() ? "" : " ");
      out.append('"').append(names.remove(random.nextInt(names.size()))).append("\":");
      out.append(value(random, depth + 1));
    }
    return out.append(random.nextBoolean() ? "}" : "\n}").toString();
  }

  private static String value(Random random, int depth) {
    return switch (depth > 4 ? 0 : random.nextInt(6)) {
      case 0, 1, 2 -> "@";
      case 3 -> List.of("{}", "[]", "[ ]", "[{}]").get(random.nextInt(4));
      case 4 -> "[" + value(random, depth + 1) + ", " + value(random, depth + 1) + "]";
      default -> object(random, depth);
    };
  }

  private static String filled(String shape, Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < shape.length(); i++) {
      char c = shape.charAt(i);
      out.append(c == '@' ? SCALARS.get(random.nextInt(SCALARS.size())) : String.valueOf(c));
    }
    return out.toString();
  }

  private static byte[] damaged(String text, Random random) {
    byte[] bytes = text.getBytes(UTF_8);
    int at = random.nextInt(bytes.length);
    if (random.nextBoolean()) {
      bytes[at] = (byte) "{}[],:\" 1ae\u0001\\".charAt(random.nextInt(13));
      return bytes;
    }
    return random.nextBoolean() ? Arrays.copyOf(bytes, at) : (text + "}").getBytes(UTF_8);
  }

  /** The document stands somewhere in an array of other bytes, at its very end too. */
  private static void assertSame(JsonScanner scanner, byte[] document, int behind) {
    byte[] array = new byte[3 + document.length + behind];
    Arrays.fill(array, (byte) '}');
    System.arraycopy(document, 0, array, 3, document.length);
    int end = 3 + document.length;
    JsonScanner fresh = new JsonScanner(false);
    boolean valid = fresh.scan(array, 3, end);
    String text = new String(document, UTF_8);
    assertThat(scanner.scan(array, 3, end)).as(text).isEqualTo(valid);
    if (!valid) {
      assertThat(scanner.fault().describe(array, 3, end))
          .as(text)
          .isEqualTo(fresh.fault().describe(array, 3, end));
      return;
    }
    JsonSlice expected = fresh.value(array);
    JsonSlice value = scanner.value(array);
    assertThat(List.of(value.from(), value.to()))
        .isEqualTo(List.of(expected.from(), expected.to()));
    for (FieldPath path : PATHS) {
      assertThat(found(value, path)).as(text + " at " + path).isEqualTo(found(expected, path));
    }
  }

  private static List<Object> found(JsonSlice object, FieldPath path) {
    if (object.fields() == null) {
      return List.of("no index");
    }
    int field = object.fields().indexOf(object, path);
    if (field < 0) {
      return List.of();
    }
    JsonMember member = object.fields().member(field);
    JsonSlice value = object.fields().value(object, field);
    JsonMember inner = value.fields() == null ? null : value.find(path.step(0));
    return Arrays.asList(
        member.start(),
        member.from(),
        member.to(),
        object.fields().from(field),
        object.fields().to(field),
        value.raw(),
        inner == null ? null : inner.start());
  }

  @Test
  void documentsThatAlwaysDifferTurnItOffForAWhileAndTakeNoMemory() {
    for (int i = 0; i < 20_000; i++) {
      assertSame(warm, ("{\"name " + i + "\":{\"b\":" + i + "}}").getBytes(UTF_8), 8);
    }
    assertThat(warm.knownLayouts()).isLessThan(1000);
  }

  @Test
  void aNameThatComesTwiceIsFoundInALayoutThatIsNearlyKnown() {
    assertSame(warm, "{\"a\":1,\"b\":2}".getBytes(UTF_8), 0);
    assertSame(warm, "{\"a\":1,\"b\":2}".getBytes(UTF_8), 0);
    assertThat(warm.knownLayouts()).isPositive();
    assertSame(warm, "{\"a\":1,\"a\":2}".getBytes(UTF_8), 0);
    assertSame(warm, "{\"a\":1,\"b\":2,\"a\":3}".getBytes(UTF_8), 0);
  }

  @Test
  void whatWasReadStaysWhenTheNextDocumentIs() {
    byte[] one = "{\"a\":1,\"b\":\"first\"}".getBytes(UTF_8);
    byte[] other = "{\"a\":123456789,\"b\":2}".getBytes(UTF_8);
    assertSame(warm, one, 0);
    assertThat(warm.scan(one, 0, one.length)).isTrue();
    JsonSlice before = warm.value(one);
    assertThat(warm.scan(other, 0, other.length)).isTrue();
    assertThat(found(before, FieldPath.of("b"))).contains("\"first\"");
  }

  @Test
  void manyScalarsAndLongGapsAreNotLearned() {
    String many = "{\"a\":[" + "1,".repeat(2000) + "1]}";
    String gap = "{\"a\":" + " ".repeat(70_000) + "1}";
    String gaps = "{\"a\":[" + ("1," + " ".repeat(1000)).repeat(100) + "1]}";
    for (String text : List.of(many, many, gap, gap, gaps, gaps)) {
      assertSame(warm, text.getBytes(UTF_8), 0);
    }
    assertThat(warm.knownLayouts()).isZero();
  }

  /** As webhooks are: some kilobytes, and many kinds that part where the second field stands. */
  @Test
  void manyKindsOfWideDocumentsAreKnownAgain() {
    int kinds = 30;
    for (int round = 0; round < 3; round++) {
      for (int kind = 0; kind < kinds; kind++) {
        StringBuilder wide = new StringBuilder("{\"action\":\"made\",\"kind_" + kind + "\":{");
        for (int i = 0; i < 140; i++) {
          wide.append("\"field_").append(i).append("\":\"").append(round * i).append("\",");
        }
        wide.append("\"id\":").append(kind + round).append("},\"a\":{\"b\":null}}");
        assertSame(warm, wide.toString().getBytes(UTF_8), 8);
      }
      assertThat(warm.knownLayouts()).isEqualTo(kinds);
    }
  }
}
