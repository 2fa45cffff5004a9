package io.millrace.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MainTest {

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private int check(Path topology, String... more) {
    List<String> arguments = new ArrayList<>(List.of("check", "--topology", topology.toString()));
    arguments.add("--set=plugins.directory=" + directory);
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private Path topology(String yaml) throws IOException {
    return Files.writeString(directory.resolve("topology.yaml"), yaml);
  }

  @Test
  void versionIsTheBuilds() {
    assertThat(run("version")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).matches("millrace [0-9.]+(-SNAPSHOT)?, java .*\\R");
  }

  @Test
  void checkSaysEverythingAtOnceAndWhere() throws IOException {
    Path topology =
        topology(
            """
            streams:
              orders: { partitions: 2, formt: json }
            pipelines:
              work:
                from: ordres
                to: orders
            """);

    assertThat(check(topology)).isEqualTo(ExitCode.CONFIGURATION);

    assertThat(out.toString().lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith(topology + ":2:28: error: ") && line.contains("'format'"))
        .anyMatch(
            line -> line.startsWith(topology + ":5:11: error: ") && line.contains("'orders'"));
  }

  @Test
  void checkFindsAWrongStageOfAPluginThatIsNotThere() throws IOException {
    Path topology =
        topology(
            """
            streams: { a: {}, b: {} }
            pipelines:
              work: { from: a, stages: [ { validate: nothing } ], to: { stream: b, when: "body." } }
            """);

    assertThat(check(topology, "--json")).isEqualTo(ExitCode.CONFIGURATION);

    assertThat(Json.read(out.toString()).findValuesAsText("code")).contains("when.malformed");
    assertThat(Json.read(out.toString()).findValuesAsText("line")).contains("3");
    assertThat(out.toString()).contains("nothing");
  }

  @Test
  void aBrokenPluginThatNothingNeedsIsNamed() throws IOException {
    Files.writeString(directory.resolve("old.jar"), "");
    Path topology = topology("streams: { a: {}, b: {} }\npipelines: { w: { from: a, to: b } }\n");

    assertThat(check(topology)).isEqualTo(ExitCode.OK);

    assertThat(out.toString()).contains("old.jar: warning: ", "no stage of the topology needs it");
  }

  @Test
  void aLimitThatTheHeapCannotBearIsNamedWithTheHeap() throws IOException {
    Path topology = topology("streams: { a: {}, b: {} }\npipelines: { w: { from: a, to: b } }\n");

    assertThat(check(topology, "--set=http.max-body=2000MiB", "--set=data.max-record-size=256MiB"))
        .isEqualTo(ExitCode.CONFIGURATION);

    assertThat(out.toString())
        .contains("http.max-body: warning: http.max-body is 2000 MiB, and a heap of ")
        .contains("data.max-record-size: error: data.max-record-size is 256 MiB, and a heap of ")
        .contains("lower data.max-record-size, or raise MILLRACE_HEAP [config.heap]");
  }

  @Test
  void whatIsRightIsSaidToBe() throws IOException {
    Path topology =
        topology("streams: { a: {}, b: {} }\npipelines: { work: { from: a, to: b } }\n");

    assertThat(check(topology, "--set", "http.port=0")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("nothing is wrong: 1 pipeline over 3 streams");
  }

  @Test
  void wrongArgumentsAreAConfigurationError() {
    assertThat(run("chek")).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(err.toString()).contains("check");
    assertThat(run()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(run("tail", "orders", "--url", "nowhere")).isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void eachCommandHasHelp() {
    for (String command : List.of("run", "check", "plugins", "send", "tail", "verify", "version")) {
      assertThat(run(command, "--help")).as(command).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void aServerThatIsNotThereIsAnEnvironmentError() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }

    assertThat(run("tail", "orders", "--url", "http://127.0.0.1:" + free))
        .isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(err.toString()).contains("no server answers").contains("millrace run");
  }

  @Test
  void verifyOfNothingIsAnEnvironmentError() {
    assertThat(run("verify", directory.resolve("none").toString())).isEqualTo(ExitCode.ENVIRONMENT);
  }

  @Test
  void verifyOfADirectoryWithoutSegmentsIsAnEnvironmentError() throws IOException {
    Files.writeString(directory.resolve("notes.txt"), "no segment");

    assertThat(run("verify", directory.toString())).isEqualTo(ExitCode.ENVIRONMENT);

    assertThat(err.toString()).contains("has no segments, so it is no data directory");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anOutputThatCannotBeWrittenIsAnError() {
    OutputStream full = failing("No space left on device");

    assertThat(Main.run(full, new PrintWriter(err, true), "version"))
        .isEqualTo(ExitCode.ENVIRONMENT);

    assertThat(err.toString()).contains("cannot be written: No space left on device");
  }

  @Test
  void aReaderThatWantsNoMoreIsNoError() {
    assertThat(Main.run(failing("Broken pipe"), new PrintWriter(err, true), "version"))
        .isEqualTo(ExitCode.OK);
    assertThat(err.toString()).isEmpty();
  }

  private static OutputStream failing(String why) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(why);
      }
    };
  }

  @Test
  void memoryThatRunsOutIsAnEnvironmentError() {
    PrintWriter exhausted =
        new PrintWriter(out) {
          @Override
          public void println(String text) {
            throw new OutOfMemoryError("Java heap space");
          }
        };

    assertThat(Main.run(exhausted, new PrintWriter(err, true), "version"))
        .isEqualTo(ExitCode.ENVIRONMENT);

    assertThat(err.toString()).contains("memory has run out; raise MILLRACE_HEAP").hasLineCount(1);
  }

  @Test
  void valuesAreCutOutAsTheyStand() {
    String document =
        """
        {"next":3,"nested":{"records":[1]},"records":[
         {"offset":0,"value": {"a" : 1.50, "b":[1e400, "}]"]} },{"value":-0,"x":1},{"value":null}]}
        """;

    assertThat(Json.rawValues(document, "records", "value"))
        .isEqualTo(List.of("{\"a\" : 1.50, \"b\":[1e400, \"}]\"]}", "-0", "null"));
  }

  @Test
  void aMistakeInTheServerFileHidesNothingInTheTopology() throws IOException {
    Path topology =
        topology(
            """
            streams: { a: {}, b: {} }
            pipelines:
              work: { from: a, to: b, stages: [{ validate: nothing-like-it }, { enrich: nor-this, when: "body.x.matches('(')" }] }
            """);

    assertThat(check(topology, "--set=http.port=70000", "--set=http.threads=0"))
        .isEqualTo(ExitCode.CONFIGURATION);

    assertThat(out.toString())
        .contains("port is 70000", "threads is 0", "nothing-like-it", "nor-this", "matches");
  }

  @Test
  void aKeyThatIsThereTwiceHidesNothing() throws IOException {
    Path topology = topology("streams: { a: {}, b: {} }\npipelines: { w: { from: a, to: b } }\n");
    Path config =
        Files.writeString(
            directory.resolve("server.yaml"), "http: { prot: 1, port: 5, port: 6 }\n");

    assertThat(check(topology, "--config", config.toString())).isEqualTo(ExitCode.CONFIGURATION);

    assertThat(out.toString()).contains("'prot' is not known", "'port' is there twice");
  }

  @Test
  void textsTooShortToBeSecretsStayInMessages() throws IOException {
    Path topology = topology("streams: { a: {}, b: {} }\npipelines: { w: { from: a, to: b } }\n");
    Path config =
        Files.writeString(
            directory.resolve("server.yaml"),
            """
            kafka: { properties: { client.id: "1" } }
            http: { port: 99991 }
            engine: { workers: 0 }
            """);

    assertThat(check(topology, "--config", config.toString())).isEqualTo(ExitCode.CONFIGURATION);

    assertThat(out.toString()).contains("port is 99991").doesNotContain("***");
  }

  @Test
  void anAddressIsNoPath() throws IOException {
    Path topology =
        topology("streams: { a: { format: { name: avro, schema: 'http://e.com/x.avsc' } } }\n");

    assertThat(check(topology)).isEqualTo(ExitCode.CONFIGURATION);

    assertThat(out.toString())
        .contains("'http://e.com/x.avsc' is not a path; name a file: nothing is fetched");
  }

  @ParameterizedTest
  @CsvSource({
    "body.x = 2, write '==' to compare",
    "body.x == 1 and body.y == 2, write '&&' for and",
    "body.x == '=' ||, write a CEL expression"
  })
  void aConditionThatIsNoneHasAMend(String condition, String mend) throws IOException {
    Path topology =
        topology(
            "streams: { a: {}, b: {} }\npipelines:\n  work:\n    from: a\n    to:\n"
                + "      - stream: b\n        when: \""
                + condition
                + "\"\n");

    assertThat(check(topology, "--json")).isEqualTo(ExitCode.CONFIGURATION);

    assertThat(Json.read(out.toString()).findValuesAsText("mend"))
        .isNotEmpty()
        .allMatch(text -> text.startsWith(mend));
    assertThat(out.toString()).doesNotContain("expecting");
  }

  @Test
  void aServerFileThatIsNotThereHidesNothingOfTheCommandLine() throws IOException {
    Path topology = topology("streams: { a: {}, b: {} }\npipelines: { w: { from: a, to: b } }\n");

    assertThat(check(topology, "--config", "/none.yaml", "--set=http.port=99999"))
        .isEqualTo(ExitCode.CONFIGURATION);

    assertThat(out.toString()).contains("there is no such file", "port is 99999");
  }

  @Test
  void aFileThatCannotBeReadHidesNothingInTheOthers() throws IOException {
    Path files = Files.createDirectory(directory.resolve("topology"));
    Files.writeString(files.resolve("a.yaml"), "streams: { a: {}, b: {} }\n  x: [\n");
    Files.writeString(
        files.resolve("b.yaml"),
        "pipelines: { work: { from: a, to: b, stages: [{ validate: nothing-like-it }] } }\n");

    assertThat(check(files)).isEqualTo(ExitCode.CONFIGURATION);

    assertThat(out.toString()).contains("a.yaml:2:", "nothing-like-it").doesNotContain("no stream");
  }

  @ParameterizedTest
  @MethodSource("conditions")
  void aMistakeInAConditionHasItsOwnPlace(String condition, String place) throws IOException {
    Path topology =
        topology(
            "streams: { a: {}, b: {} }\npipelines:\n  work:\n    from: a\n    to:\n"
                + "      - stream: b\n        when: "
                + condition);

    assertThat(check(topology)).isEqualTo(ExitCode.CONFIGURATION);

    assertThat(out.toString()).startsWith(topology + ":" + place + ": error: in the condition");
  }

  static Stream<Arguments> conditions() {
    return Stream.of(
        Arguments.of("boddy.a == 1", "7:15"),
        Arguments.of("\"boddy.a == 1\"", "7:16"),
        Arguments.of("&c 'boddy.a == 1'", "7:19"),
        Arguments.of("|\n          body.a == 1\n            && boddy.b == 2\n", "9:16"),
        Arguments.of("|2-\n\n          body.a == 1 ||\n\n          1 + 'x' == 2\n", "11:13"),
        Arguments.of("> # folded\n          body.a == 1\n          && boddy.b == 2\n", "9:14"),
        Arguments.of(">-\n          body.a\n          == 1 &&\n", "9:18"),
        Arguments.of("body.a == 1\n          && boddy.b == 2\n", "8:14"),
        Arguments.of("\"headers[\\\"a\\\"] == \\x22b\\u0022 && boddy.b == 2\"", "7:49"),
        Arguments.of("\"body.a == 1\\n \\\n          && boddy.b == 2\"", "8:14"),
        Arguments.of("'body.a == ''x'' && boddy.b == 2'", "7:35"));
  }
}
