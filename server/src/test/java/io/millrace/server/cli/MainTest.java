package io.millrace.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void valuesAreCutOutAsTheyStand() {
    String document =
        """
        {"next":3,"nested":{"records":[1]},"records":[
         {"offset":0,"value": {"a" : 1.50, "b":[1e400, "}]"]} },{"value":-0,"x":1},{"value":null}]}
        """;

    assertThat(Json.rawValues(document, "records", "value"))
        .isEqualTo(List.of("{\"a\" : 1.50, \"b\":[1e400, \"}]\"]}", "-0", "null"));
  }
}
