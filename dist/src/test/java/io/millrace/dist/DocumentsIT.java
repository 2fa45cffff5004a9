package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README and {@code docs/operation.md} tell a user to do, done. Their commands talk to
 * {@code MILLRACE_URL}, since the usual port may be taken.
 */
@ExtendWith(DistributionExtension.class)
final class DocumentsIT {

  /** The two commands that build: this test is part of the one, and cannot be part of the other. */
  private static final List<String> BUILDS = List.of("dist/quickstart.sh", "mvn verify");

  @TempDir private Path directory;

  @Test
  void theReadmesTopologyAndCommands(Distribution shipped) throws Exception {
    Distribution distribution = shipped.copy(directory);
    Document readme = Document.read(distribution.root().resolve("README.md"));
    String topology = readme.blocks("yaml").get(0);
    Files.writeString(distribution.home().resolve("orders.yaml"), topology);
    assertThat(distribution.millrace("check", "--topology", "orders.yaml").out())
        .isEqualTo("nothing is wrong: 1 pipeline over 3 streams\n");

    List<String> commands = commands(readme);
    try (RunningServer server = RunningServer.start(distribution, directory, run(commands))) {
      shell(distribution, commands, server);
      Streams streams = server.streams();
      Waiting.until(
          "all are processed",
          () ->
              streams.count("orders") + streams.count("check-orders-failures")
                  == streams.count("raw-orders"));
      String said = shell(distribution, commands, server);
      assertThat(said)
          .contains("nothing is wrong", "sent 200 events to raw-orders")
          .contains("orders/0@0 20")
          .contains("check-orders-failures/0@0 20")
          .contains("# HELP millrace_records_total");
      assertThat(FailureRecord.all(streams, "check-orders-failures"))
          .anyMatch(failure -> failure.original().contains("\"o-1\""));
      assertThat(server.stop()).as(server.log()).isZero();
    }
  }

  @Test
  void theCommandsOfOperation(Distribution distribution) throws Exception {
    Document page = Document.read(distribution.root().resolve("docs/operation.md"));
    List<String> commands = commands(page);
    try (RunningServer server = RunningServer.start(distribution, directory, run(commands))) {
      assertThat(shell(distribution, commands, server)).contains("nothing is wrong");
      assertThat(server.stop()).as(server.log()).isZero();
    }
  }

  @Test
  void theFailuresPageSendsFailuresAgain(Distribution distribution) throws Exception {
    Assumptions.assumeTrue(
        distribution.shell("command -v jq || true", Map.of()).out().contains("jq"),
        "jq is not installed");
    Document page = Document.read(distribution.root().resolve("docs/failures.md"));
    try (RunningServer server = RunningServer.start(distribution, directory)) {
      Streams streams = server.streams();
      streams.post("raw-orders", "{\"event_id\":\"o-1\"}\n{\"event_id\":\"o-2\"}\n", Map.of());
      Waiting.until("both fail", () -> streams.count("check-orders-failures") == 2);

      assertThat(shell(distribution, commands(page), server)).contains("sent 2 events");
      Waiting.until("they fail again", () -> streams.count("check-orders-failures") == 4);
      assertThat(FailureRecord.all(streams, "check-orders-failures"))
          .extracting(FailureRecord::original)
          .filteredOn(original -> original.contains("o-2"))
          .hasSize(2);
      assertThat(server.stop()).as(server.log()).isZero();
    }
  }

  @Test
  void theReadmesPluginIsDroppedInAndUsed(Distribution shipped) throws Exception {
    Document readme = Document.read(shipped.root().resolve("README.md"));
    String source =
        """
        import io.millrace.api.*;
        import io.vavr.control.Either;
        import java.util.List;
        """
            + readme.blocks("java").get(0);
    Distribution distribution = PluginSource.dropInto(shipped, "PositivePlugin", source, directory);
    Path topology =
        Files.writeString(
            directory.resolve("topology.yaml"),
            """
            streams: { raw: {}, good: {} }
            pipelines:
              check:
                from: raw
                stages:
                  - validate: positive
                    with: { field: total }
                to: good
            """);
    assertThat(distribution.millrace("plugins").out()).contains("positive");
    try (RunningServer server =
        RunningServer.start(distribution, directory, "--topology", topology)) {
      Streams streams = server.streams();
      streams.post("raw", "{\"total\":1}\n{\"total\":-1}\n{}\n", Map.of());
      Waiting.until("all are processed", () -> streams.counts().input("check") == 3);
      assertThat(streams.values("good")).containsExactly("{\"total\":1}");
      assertThat(FailureRecord.all(streams, "check-failures"))
          .flatExtracting(FailureRecord::codes)
          .containsExactly("positive.not", "field.missing");
    }
  }

  /** The lines of all blocks of commands. */
  private static List<String> commands(Document page) {
    return page.blocks("sh").stream()
        .flatMap(String::lines)
        .filter(line -> !BUILDS.contains(line.strip()))
        .toList();
  }

  /** The arguments of the one command that starts the server. */
  private static Object[] run(List<String> commands) {
    List<String> runs = commands.stream().filter(DocumentsIT::isRun).toList();
    assertThat(runs).hasSize(1);
    String arguments = runs.get(0).replaceFirst("bin/millrace run *", "").strip();
    return arguments.isEmpty() ? new Object[0] : arguments.split(" +", -1);
  }

  private static boolean isRun(String line) {
    return line.startsWith("bin/millrace run");
  }

  /** Runs all other commands against a server; returns what they say. */
  private static String shell(
      Distribution distribution, List<String> commands, RunningServer server) throws Exception {
    String url = server.address().toString();
    String script =
        commands.stream()
            .filter(line -> !isRun(line))
            .map(line -> line.replace("localhost:8080", url))
            .collect(Collectors.joining("\n"));
    Finished finished = distribution.shell(script, Map.of("MILLRACE_URL", url));
    assertThat(finished.exitCode()).as(script + "\n" + finished.err()).isZero();
    return finished.out();
  }
}
