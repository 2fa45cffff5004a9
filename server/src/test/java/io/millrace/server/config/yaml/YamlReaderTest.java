package io.millrace.server.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class YamlReaderTest {

  @TempDir Path directory;

  /** YAML with {@code ¶} for a line's end, and the one problem it has. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a: 1¶b: 2¶a: 3          | f:3:1: error: the key 'a' is there twice, first at f:1:1; remove one of them [config.duplicate-key]
          a: { b: 1, b: 2 }       | f:1:12: error: the key 'b' is there twice, first at f:1:6; remove one of them [config.duplicate-key]
          a:¶¶  b: 1¶¶\t  c: 2     | f:5:1: error: this is no YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation); indent with spaces [config.yaml]
          a: !!java.io.File [x]   | f:1:4: error: tags such as '!!name' are not read; remove the tag [config.tag]
          a: !x y                 | f:1:4: error: tags such as '!!name' are not read; remove the tag [config.tag]
          a: 1¶---¶b: 2           | f:3:1: error: a second document starts here; remove '---', or put it into a file of its own [config.documents]
          - a                     | f:1:1: error: the top level is a list; write keys and values, such as 'http: { port: 8080 }' [config.not-a-map]
          hello                   | f:1:1: error: the top level is a single value; write keys and values, such as 'http: { port: 8080 }' [config.not-a-map]
          a: *b                   | f:1:4: error: there is no finished anchor '&b' before this alias; put '&b' before a value above, or write the value out [config.alias]
          a: &b [*b]              | f:1:8: error: there is no finished anchor '&b' before this alias; put '&b' before a value above, or write the value out [config.alias]
          x: &b {}¶a:¶  <<: *b    | f:3:3: error: merge keys ('<<') are not read; write the keys out [config.merge-key]
          a: b: c                 | f:1:5: error: this is no YAML: mapping values are not allowed here; quote a text that has ': ' in it, or indent the line [config.yaml]
          a: [1, 2                | f:1:9: error: this is no YAML: expected ',' or ']', but got <stream end>; close the bracket, or put a comma between the items [config.yaml]
          a: "x\\d"                | f:1:7: error: this is no YAML: found unknown escape character d(100); in double quotes write \\\\ for a backslash, or use single quotes [config.yaml]
          ? [a]¶: b               | f:1:4: error: this is no YAML: a key is not a plain text; write a plain text as the key [config.yaml]
          a: "x                   | f:1:6: error: this is no YAML: found unexpected end of stream; close the quote [config.yaml]
          a: 1¶  b: 2             | f:2:4: error: this is no YAML: mapping values are not allowed here; quote a text that has ': ' in it, or indent the line [config.yaml]
          a: b\u0007c             | f:1:5: error: the character U+0007 is not allowed; remove it, or write it as an escape in double quotes [config.character]
          """)
  void whatIsWrongIsToldWithItsPlace(String yaml, String problem) {
    Problems problems = new Problems();
    Optional<Node.Fields> read = YamlReader.readText(yaml.replace('¶', '\n'), "f", problems);
    boolean restIsKnown = problem.matches(".*config.(tag|duplicate-key|merge-key)]");
    assertThat(read.isPresent()).isEqualTo(restIsKnown);
    assertThat(problems.list()).extracting(Problem::toString).containsExactly(problem);
  }

  /** Else all that a merge key would bring would seem to be missing. */
  @Test
  void whatAMergeKeyWouldBringIsThereForTheOtherChecks() {
    Problems problems = new Problems();
    String yaml =
        "a: &a { x: 1, y: 2 }\nb: &b { y: 3, <<: *a }\nc: { <<: [ *b, z: 4, 5 ], z: 6 }\n";
    Node.Fields top = YamlReader.readText(yaml, "f", problems).orElseThrow();
    Node.Fields c = (Node.Fields) top.entries().get("c").value();
    assertThat(c.entries())
        .containsOnly(
            Map.entry("z", new Node.Entry(new Location("f", 3, 27), scalar("6", false, 3, 30))),
            Map.entry("y", new Node.Entry(new Location("f", 2, 9), scalar("3", false, 2, 12))),
            Map.entry("x", new Node.Entry(new Location("f", 1, 9), scalar("1", false, 1, 12))));
    assertThat(problems.list())
        .extracting(problem -> problem.location().toString() + ' ' + problem.code())
        .containsExactly("f:2:15 config.merge-key", "f:3:6 config.merge-key");
  }

  @Test
  void eachOfSeveralMergeKeysOfAMapBringsSomething() {
    Problems problems = new Problems();
    String yaml = "a: &a { x: 1 }\nb: &b { y: 2 }\nc: { <<: *a, <<: *b }\n";
    Node.Fields top = YamlReader.readText(yaml, "f", problems).orElseThrow();

    assertThat(((Node.Fields) top.entries().get("c").value()).entries()).containsOnlyKeys("x", "y");
    assertThat(problems.list())
        .extracting(problem -> problem.location().toString() + ' ' + problem.code())
        .containsExactly("f:3:6 config.merge-key", "f:3:14 config.merge-key");
  }

  @Test
  void everyNodeAndKeyHasItsPlace() {
    Node.Fields top = read("# c\na:\n  - x\n  - { b: 'é😀', c: 2 }\nd: &n \"q\"\ne: *n\n");
    Node.Entry a = top.entries().get("a");
    assertThat(a.key()).hasToString("f:2:1");
    Node.Items items = (Node.Items) a.value();
    assertThat(items.location()).hasToString("f:3:3");
    assertThat(items.items().get(0)).isEqualTo(scalar("x", false, 3, 5));
    Node.Fields second = (Node.Fields) items.items().get(1);
    assertThat(second.location()).hasToString("f:4:5");
    assertThat(second.entries().get("b").value()).isEqualTo(scalar("é😀", true, 4, 10));
    assertThat(second.entries().get("c").key()).hasToString("f:4:16");
    assertThat(top.entries().get("d").value()).isEqualTo(scalar("q", true, 5, 7));
    assertThat(top.entries().get("e").value()).isEqualTo(scalar("q", true, 5, 7));
  }

  @Test
  void textsStayAsTheyAreWritten() {
    Node.Fields top = read("on: yes\n0o17: 010\nnull: ~\n1.0: 'null'\nno: |\n\n   two\n   lines\n");
    assertThat(top.entries().keySet()).containsExactly("on", "0o17", "null", "1.0", "no");
    assertThat(top.entries().get("on").value()).isEqualTo(scalar("yes", false, 1, 5));
    assertThat(top.entries().get("0o17").value()).isEqualTo(scalar("010", false, 2, 7));
    assertThat(((Node.Scalar) top.entries().get("null").value()).isNull()).isTrue();
    assertThat(((Node.Scalar) top.entries().get("1.0").value()).isNull()).isFalse();
    assertThat(top.entries().get("no").value()).isEqualTo(scalar("\ntwo\nlines\n", false, 7, 4));
  }

  @Test
  void emptyIsAnEmptyMap() {
    assertThat(read("").entries()).isEmpty();
    assertThat(read("# nothing\n").entries()).isEmpty();
    assertThat(read("---\n").entries()).isEmpty();
    assertThat(((Node.Scalar) read("a: ''").entries().get("a").value()).quoted()).isTrue();
  }

  @Test
  void aBillionLaughsAreNotLaughed() {
    String bomb =
        IntStream.range(1, 12)
            .mapToObj(i -> "a" + i + ": &a" + i + " [" + "*a" + (i - 1) + ",".repeat(1))
            .map(line -> line + line.substring(line.indexOf('*')).repeat(8) + "]")
            .collect(Collectors.joining("\n", "a0: &a0 [x,x,x,x,x,x,x,x,x]\n", ""));
    assertThat(problemOf(bomb)).contains("aliases written out").contains("[config.too-large]");
    String many = "a: &a x\nb: [" + "*a,".repeat(51) + "]";
    assertThat(problemOf(many))
        .isEqualTo(
            "f:2:155: error: there are more than 50 aliases; write the values out [config.aliases]");
  }

  @Test
  void deepNestingEndsEarly() {
    assertThat(problemOf("a: " + "[".repeat(1_000_000)))
        .startsWith("f:1:53: error: values are nested more than 50 deep");
    assertThat(problemOf("? ".repeat(500_000))).startsWith("f:1:3: error: this is no YAML");
    String chain =
        IntStream.range(1, 49)
            .mapToObj(i -> "a" + i + ": &a" + i + " [*a" + (i - 1) + "]")
            .collect(Collectors.joining("\n", "a0: &a0 [x]\n", ""));
    assertThat(problemOf(chain)).contains("nested more than 50 deep");
  }

  @Test
  void aHugeFileIsRefusedByItsSize() throws IOException {
    Path file = directory.resolve("huge.yaml");
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(1L << 30);
    }
    assertThat(problemOfFile(file))
        .isEqualTo(
            "f:1:1: error: it has 1073741824 bytes, and at most 1048576 are read; split it, or"
                + " move data to a file of its own [config.too-large]");
  }

  @Test
  void onlyPlainFilesAreOpened() throws IOException, InterruptedException {
    assertThat(problemOfFile(directory)).startsWith("f:1:1: error: it is a directory;");
    assertThat(problemOfFile(directory.resolve("none")))
        .isEqualTo(
            "f:1:1: error: there is no such file; make it, or name another [config.no-file]");
    Path fifo = directory.resolve("fifo");
    Process process = new ProcessBuilder("mkfifo", fifo.toString()).start();
    assertThat(process.waitFor()).isZero();
    assertThat(problemOfFile(fifo)).startsWith("f:1:1: error: it is a device, pipe or socket;");
  }

  @Test
  void otherEncodingsAreNamed() throws IOException {
    for (String charset : new String[] {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"}) {
      Path file = write("a: b\n".getBytes(Charset.forName(charset)));
      assertThat(problemOfFile(file))
          .as(charset)
          .isEqualTo("f:1:1: error: it is UTF-16 or UTF-32; save it as UTF-8 [config.encoding]");
    }
    assertThat(problemOfFile(write("a: 1\nbé: ü".getBytes(StandardCharsets.ISO_8859_1))))
        .isEqualTo("f:2:2: error: the byte 0xE9 is no UTF-8; save it as UTF-8 [config.encoding]");
    assertThat(problemOfFile(write(new byte[] {'a', ':', ' ', (byte) 0xC0, (byte) 0xAF})))
        .startsWith("f:1:4: error: the byte 0xC0 is no UTF-8");
    assertThat(problemOfFile(write(new byte[] {'a', ':', ' ', (byte) 0xE2, (byte) 0x82})))
        .startsWith("f:1:4: error: the byte 0xE2 is no UTF-8");
  }

  @Test
  void aByteOrderMarkIsLetPass() throws IOException {
    Path file = write("\uFEFFa: b\n".getBytes(StandardCharsets.UTF_8));
    Optional<Node.Fields> top = YamlReader.readFile(file, "f", new Problems());
    assertThat(top.orElseThrow().entries().get("a").key()).hasToString("f:1:1");
  }

  @Test
  @Timeout(30)
  void aMegabyteOfOneThingIsReadQuickly() {
    for (String piece :
        new String[] {"a", " ", "- ", "[", "'", "# ", "\"\\u0041", "a\n\n", "|\n"}) {
      Problems problems = new Problems();
      YamlReader.readText("a: " + piece.repeat(1_000_000 / piece.length()), "f", problems);
      assertThat(problems.list()).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void aValueOfTheCommandLineHasThatPlace() {
    Location at = Location.of("--set a=[1");
    Problems problems = new Problems();
    assertThat(YamlReader.readValue("[1", at, problems)).isEmpty();
    assertThat(problems.list().get(0).toString()).startsWith("--set a=[1: error: this is no YAML");
    assertThat(YamlReader.readValue("", at, problems)).contains(new Node.Scalar("", false, at));
    assertThat(YamlReader.readValue("\"x\"", at, problems))
        .contains(new Node.Scalar("x", true, at));
  }

  private static Node.Scalar scalar(String text, boolean quoted, int line, int column) {
    return new Node.Scalar(text, quoted, new Location("f", line, column));
  }

  private static Node.Fields read(String yaml) {
    Problems problems = new Problems();
    Optional<Node.Fields> fields = YamlReader.readText(yaml, "f", problems);
    assertThat(problems.list()).isEmpty();
    return fields.orElseThrow();
  }

  private static String problemOf(String yaml) {
    Problems problems = new Problems();
    assertThat(YamlReader.readText(yaml, "f", problems)).isEmpty();
    assertThat(problems.list()).hasSize(1);
    return problems.list().get(0).toString();
  }

  private static String problemOfFile(Path file) {
    Problems problems = new Problems();
    assertThat(YamlReader.readFile(file, "f", problems)).isEmpty();
    assertThat(problems.list()).hasSize(1);
    return problems.list().get(0).toString();
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("file.yaml"), bytes);
  }
}
