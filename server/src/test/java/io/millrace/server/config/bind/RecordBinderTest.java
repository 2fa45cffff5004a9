package io.millrace.server.config.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.FieldPath;
import io.millrace.api.Setting;
import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.config.yaml.YamlReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordBinderTest {

  private enum Mode {
    FAIL_FAST,
    PASS
  }

  private record Inner(int size, @Setting(byDefault = "x") String name) {}

  private record All(
      String text,
      boolean flag,
      Integer count,
      long big,
      @Setting(bytes = true) long rollSize,
      double ratio,
      BigDecimal price,
      Mode mode,
      Duration rollAfter,
      Path file,
      URI url,
      FieldPath field,
      Inner inner,
      List<Inner> inners,
      Map<String, FieldPath> add,
      Optional<Duration> pause,
      Object any) {}

  private record Defaults(
      @Setting(byDefault = "64KiB", bytes = true) long size,
      @Setting(byDefault = "{ size: 3 }") Inner inner,
      @Setting(byDefault = "[a, b]") List<String> names,
      @Setting(byDefault = "5s") Duration after,
      @Setting(byDefault = "{x}") String text,
      Optional<Integer> maybe,
      List<String> list,
      Map<String, Object> map) {}

  record Needy(String url, @Setting(secret = true) String password, Optional<Integer> port) {
    public Needy {
      if (password.length() > 3) {
        throw new IllegalArgumentException("'" + password + "' for " + url + " is too long");
      }
    }
  }

  private record Small(
      Optional<Integer> i,
      Optional<Boolean> b,
      Optional<Mode> m,
      Optional<Duration> d,
      @Setting(bytes = true) Optional<Long> s,
      List<Integer> l,
      Map<String, Integer> n,
      Optional<FieldPath> f,
      Optional<Inner> r,
      @Setting(secret = true) Optional<Integer> pin,
      Optional<String> t) {}

  private record Odd(Optional<Thread> thread) {}

  record Failing(@Setting(byDefault = "1") int number) {
    public Failing {
      throw new IllegalStateException("secret " + number);
    }
  }

  @TempDir Path home;
  @TempDir Path beside;
  private RecordBinder binder;

  @BeforeEach
  void context() {
    Map<String, String> environment =
        Map.of("PORT", "8081", "PASSWORD", "hunter2", "EMPTY", "", "WORD", "hunter");
    binder =
        new RecordBinder(
            BindingContext.of(name -> Optional.ofNullable(environment.get(name)), beside, home));
  }

  @Test
  void everyTypeIsBound() {
    All all =
        bound(
            """
            text: no
            flag: true
            count: 7
            big: -9223372036854775808
            roll-size: 16MB
            ratio: 1e-3
            price: 12.50
            mode: fail-fast
            roll-after: 10m
            file: some/table.csv
            url: http://localhost/
            field: shopper.ip
            inner: { size: 1, name: "a" }
            inners: [{ size: 2 }]
            add: { z: a.b, a: c }
            pause: PT1.5S
            any: [1, 12345678901234567890, 1.50, true, yes, "1", null, { b: 1, a: ~ }]
            """,
            All.class);
    assertThat(all.text()).isEqualTo("no");
    assertThat(all.flag()).isTrue();
    assertThat(all.count()).isEqualTo(7);
    assertThat(all.big()).isEqualTo(Long.MIN_VALUE);
    assertThat(all.rollSize()).isEqualTo(16_000_000);
    assertThat(all.ratio()).isEqualTo(0.001);
    assertThat(all.price()).isEqualTo(new BigDecimal("12.50"));
    assertThat(all.mode()).isEqualTo(Mode.FAIL_FAST);
    assertThat(all.rollAfter()).isEqualTo(Duration.ofMinutes(10));
    assertThat(all.file()).isEqualTo(beside.resolve("some/table.csv"));
    assertThat(all.url()).isEqualTo(URI.create("http://localhost/"));
    assertThat(all.field()).isEqualTo(FieldPath.of("shopper.ip"));
    assertThat(all.inner()).isEqualTo(new Inner(1, "a"));
    assertThat(all.inners()).containsExactly(new Inner(2, "x"));
    assertThat(all.add().keySet()).containsExactly("z", "a");
    assertThat(all.pause()).contains(Duration.ofMillis(1500));
    Object[] some = {
      1L, new BigInteger("12345678901234567890"), new BigDecimal("1.50"), true, "yes", "1", null
    };
    List<?> any = (List<?>) all.any();
    assertThat(any.subList(0, 7)).isEqualTo(Arrays.asList(some));
    assertThat(((Map<?, ?>) any.get(7)).toString()).isEqualTo("{b=1, a=null}");
  }

  @Test
  void defaultsAreReadAsYaml() {
    Defaults expected =
        new Defaults(
            65536,
            new Inner(3, "x"),
            List.of("a", "b"),
            Duration.ofSeconds(5),
            "{x}",
            Optional.empty(),
            List.of(),
            Map.of());
    assertThat(bound("", Defaults.class)).isEqualTo(expected);
    assertThat(bound("size: ~\nafter:\nlist:\n", Defaults.class)).isEqualTo(expected);
  }

  @Test
  void allProblemsAreToldAtOnce() {
    assertThat(problemsOf("urll: x\nport: many\n", Needy.class))
        .containsExactly(
            "f:1:1: error: the key 'urll' is not known; did you mean 'url'? [config.unknown-key]",
            "f:1:1: error: the key 'url' is missing; add 'url:' with a text [config.missing-key]",
            "f:1:1: error: the key 'password' is missing; add 'password:' with a text"
                + " [config.missing-key]",
            "f:2:7: error: 'many' is not a whole number; write digits, such as 8080 [config.type]");
  }

  record Window(String name, int size, Duration every, @Setting(byDefault = "5") int most) {
    public Window {
      IllegalArgumentException wrong =
          new IllegalArgumentException("most is " + most + ", and may be 100");
      if (size < 2 && most <= 100) {
        throw new IllegalArgumentException("size is " + size + ", and must be 2 at least");
      }
      if (size < 2) {
        wrong.addSuppressed(new IllegalArgumentException("size must be 2 at least"));
      }
      if (name.startsWith("-")) {
        wrong.addSuppressed(new IllegalArgumentException("name starts with a letter"));
      }
      if (most > 100) {
        throw wrong;
      }
    }
  }

  @Test
  void whatTheConstructorRefusesIsToldBesideWrongAndMissingKeys() {
    assertThat(problemsOf("siez: 3\nevery: often\nmost: 200\n", Window.class))
        .containsExactly(
            "f:1:1: error: the key 'siez' is not known; did you mean 'size'? [config.unknown-key]",
            "f:1:1: error: the key 'name' is missing; add 'name:' with a text"
                + " [config.missing-key]",
            "f:1:1: error: the key 'size' is missing; add 'size:' with a whole number"
                + " [config.missing-key]",
            "f:2:8: error: 'often' is not a duration; write a number and a unit, such as 500ms,"
                + " 5s, 10m, 1h or 7d [config.type]",
            "f:3:7: error: most is 200, and may be 100 [config.refused]");
  }

  @Test
  void allThatTheConstructorRefusesIsTold() {
    assertThat(problemsOf("name: -a\nsize: 1\nevery: 1s\nmost: 200\n", Window.class))
        .containsExactly(
            "f:4:7: error: most is 200, and may be 100 [config.refused]",
            "f:2:7: error: size must be 2 at least [config.refused]",
            "f:1:7: error: name starts with a letter [config.refused]");
  }

  @Test
  void whatTheConstructorRefusesOfAStandInIsNotTold() {
    assertThat(problemsOf("name: a\nevery: 1s\n", Window.class))
        .containsExactly(
            "f:1:1: error: the key 'size' is missing; add 'size:' with a whole number"
                + " [config.missing-key]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          i: 010            | f:1:4: error: '010' is not a whole number; write it in decimal digits, without a leading 0 [config.type]
          i: 0x1F           | f:1:4: error: '0x1F' is not a whole number; write it in decimal digits, without a leading 0 [config.type]
          i: 1.0            | f:1:4: error: '1.0' is not a whole number; write digits, such as 8080 [config.type]
          i: 3000000000     | f:1:4: error: '3000000000' is too large for a whole number; write less [config.type]
          i: 9999999999999999999 | f:1:4: error: '9999999999999999999' is too large for a whole number; write less [config.type]
          i: [1]            | f:1:4: error: a list is not a whole number; write digits, such as 8080 [config.type]
          b: yes            | f:1:4: error: 'yes' is not true or false; write true or false [config.type]
          m: fail-fsat      | f:1:4: error: 'fail-fsat' is not one of fail-fast, pass; did you mean 'fail-fast'? [config.type]
          m: FAIL_FAST      | f:1:4: error: 'FAIL_FAST' is not one of fail-fast, pass; did you mean 'fail-fast'? [config.type]
          m: x              | f:1:4: error: 'x' is not one of fail-fast, pass; write one of them [config.type]
          d: 5              | f:1:4: error: '5' is not a duration; write a number and a unit, such as 500ms, 5s, 10m, 1h or 7d [config.type]
          d: -5s            | f:1:4: error: '-5s' is not a duration; write a number and a unit, such as 500ms, 5s, 10m, 1h or 7d [config.type]
          d: 999999999999999999d | f:1:4: error: '999999999999999999d' is too large for a duration; write less [config.type]
          d: 366001d        | f:1:4: error: '366001d' is too large for a duration; write less [config.type]
          d: P366000DT0.001S | f:1:4: error: 'P366000DT0.001S' is too large for a duration; write less [config.type]
          d: PT-1S          | f:1:4: error: 'PT-1S' is not a duration; write a number and a unit, such as 500ms, 5s, 10m, 1h or 7d [config.type]
          d: 31622400001s   | f:1:4: error: '31622400001s' is too large for a duration; write less [config.type]
          s: 5 apples       | f:1:4: error: '5 apples' is not a number of bytes; write a number and a unit, such as 64KiB, 16MB or 512 [config.type]
          s: 99999999TiB    | f:1:4: error: '99999999TiB' is too large for a number of bytes; write less [config.type]
          l: 1              | f:1:4: error: a single value is not a list, each a whole number; write [one, two], or one line with '- ' for each [config.type]
          l: [1, x, ~]      | f:1:8: error: 'x' is not a whole number; write digits, such as 8080 [config.type]¶f:1:11: error: nothing is not a whole number; write digits, such as 8080 [config.type]
          n: { a: x }       | f:1:9: error: 'x' is not a whole number; write digits, such as 8080 [config.type]
          n: [1]            | f:1:4: error: a list is not a map, each value a whole number; write { key: value } [config.type]
          f: a..b           | f:1:4: error: 'a..b' is not a field path; write names joined by dots, such as shopper.ip or items[0].sku [config.type]
          r: { size: 1, nam: x } | f:1:15: error: the key 'nam' is not known; did you mean 'name'? [config.unknown-key]
          r: {}             | f:1:4: error: the key 'size' is missing; add 'size:' with a whole number [config.missing-key]
          r: x              | f:1:4: error: a single value is not a map of settings; write { key: value } [config.type]
          pin: abcd         | f:1:6: error: the secret is not a whole number; write digits, such as 8080 [config.type]
          i: ${env:WORD}    | f:1:4: error: '${env:WORD}' is not a whole number; write digits, such as 8080 [config.type]
          t: ${env:NONE}    | f:1:4: error: the environment variable 'NONE' is not set; set it, or write ${env:NONE:default} [config.substitution]
          t: ${evn:NONE}    | f:1:4: error: '${evn:NONE}' is not known; write ${env:NAME}, ${env:NAME:default} or ${file:path}, or $${ for the characters ${ [config.substitution]
          t: a ${env:NO     | f:1:4: error: a '${' has no '}'; write ${env:NAME}, ${env:NAME:default} or ${file:path}, or $${ for the characters ${ [config.substitution]
          t: ${file:no/key} | f:1:4: error: there is no file 'no/key'; make it, or mend the path [config.substitution]
          """)
  void whatIsWrongIsToldWithItsPlace(String yaml, String problems) {
    assertThat(problemsOf(yaml, Small.class)).containsExactly(problems.split("¶"));
  }

  @Test
  void theLongestDurationIsTaken() {
    Duration longest = Duration.ofDays(366_000);
    assertThat(bound("d: 366000d", Small.class).d()).contains(longest);
    assertThat(bound("d: 31622400s", Small.class).d()).contains(Duration.ofDays(366));
    assertThat(bound("d: P366000D", Small.class).d()).contains(longest);
    assertThat(bound("d: 0ms", Small.class).d()).contains(Duration.ZERO);
  }

  @Test
  void variablesAndFilesAreSubstituted() throws IOException {
    Files.writeString(beside.resolve("key"), "from a file\n");
    assertThat(bound("i: ${env:PORT}", Small.class).i()).contains(8081);
    assertThat(bound("i: \"${env:NONE:5}\"", Small.class).i()).contains(5);
    assertThat(bound("t: <${env:NONE:}${env:EMPTY}${env:PORT}>", Small.class).t())
        .contains("<8081>");
    assertThat(bound("t: a ${file:key}", Small.class).t()).contains("a from a file");
    assertThat(bound("t: $${env:PORT} $1", Small.class).t()).contains("${env:PORT} $1");
  }

  @Test
  void aPathThatIsToBeMadeStaysWhereItWasMade() throws IOException {
    record Paths(Path path) {}
    Path made = bound("path: out", Paths.class).path();
    assertThat(made).isEqualTo(beside.resolve("out"));

    Files.createDirectory(made);
    Files.createDirectory(home.resolve("out"));

    assertThat(bound("path: out", Paths.class).path()).isEqualTo(made);
  }

  @Test
  void aPathIsTheFirstThatExists() throws IOException {
    Files.createFile(home.resolve("a.csv"));
    record Paths(Path path) {}
    assertThat(bound("path: a.csv", Paths.class).path()).isEqualTo(home.resolve("a.csv"));
    Files.createFile(beside.resolve("a.csv"));
    assertThat(bound("path: a.csv", Paths.class).path()).isEqualTo(beside.resolve("a.csv"));
    assertThat(bound("path: /a.csv", Paths.class).path()).isEqualTo(Path.of("/a.csv"));
  }

  @Test
  void noSecretIsInAnyMessage() {
    assertThat(problemsOf("url: u\npassword: hunter2", Needy.class))
        .containsExactly("f:1:1: error: '***' for u is too long [config.refused]");
    assertThat(problemsOf("url: u ${env:WORD}\npassword: ${env:PASSWORD}", Needy.class))
        .hasSize(1)
        .allMatch(problem -> !problem.contains("hunter"));
  }

  @Test
  void brokenSettingsClassesAreNamed() {
    assertThat(problemsOf("", Odd.class))
        .containsExactly(
            "f:1:1: error: the setting 'thread' has the type java.util.Optional<java.lang.Thread>;"
                + " its author must use a type that io.millrace.api.Setting lists"
                + " [config.unsupported]");
    assertThat(problemsOf("", Failing.class))
        .containsExactly(
            "f:1:1: error: io.millrace.server.config.bind.RecordBinderTest.Failing cannot be made of"
                + " this (IllegalStateException) [config.refused]");
  }

  private <R extends Record> R bound(String yaml, Class<R> type) {
    Problems problems = new Problems();
    Optional<R> bound = binder.bind(read(yaml), type, problems);
    assertThat(problems.list()).isEmpty();
    return bound.orElseThrow();
  }

  private <R extends Record> List<String> problemsOf(String yaml, Class<R> type) {
    Problems problems = new Problems();
    assertThat(binder.bind(read(yaml), type, problems)).isEmpty();
    return problems.list().stream().map(Problem::toString).toList();
  }

  private static Node.Fields read(String yaml) {
    return YamlReader.readText(yaml, "f", new Problems()).orElseThrow();
  }
}
