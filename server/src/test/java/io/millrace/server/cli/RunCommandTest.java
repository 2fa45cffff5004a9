package io.millrace.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run --json} tells the program that started it; in processes of their own. */
@Timeout(300)
class RunCommandTest {

  @TempDir Path directory;

  private Process run(String yaml) throws IOException {
    Path topology = Files.writeString(directory.resolve("topology.yaml"), yaml);
    Files.createDirectories(directory.resolve("plugins"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "run",
            "--json",
            "--topology=" + topology,
            "--set=http.port=0",
            "--set=data.max-record-size=1MiB",
            "--set=data.directory=" + directory.resolve("data"),
            "--set=plugins.directory=" + directory.resolve("plugins"))
        .redirectError(directory.resolve("err").toFile())
        .start();
  }

  private static String topology(int partitions) {
    return "streams:\n  b: {}\n  a: { partitions: "
        + partitions
        + " }\npipelines: { w: { from: a, to: b } }\n";
  }

  @Test
  void fewerPartitionsThanAreStoredAreToldAtTheirPlace() throws Exception {
    Process first = run(topology(4));
    try (BufferedReader out = first.inputReader(UTF_8)) {
      JsonNode ready = Json.read(out.readLine());
      assertThat(ready.path("status").asText()).isEqualTo("ready");
      assertThat(ready.path("address").asText()).startsWith("http://127.0.0.1:");
      assertThat(ready.path("problems").isArray()).isTrue();
    } finally {
      first.destroy();
      assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    Process second = run(topology(2));
    List<String> said = second.inputReader(UTF_8).lines().toList();

    assertThat(second.waitFor()).as(err()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(err())
        .contains(
            directory.resolve("topology.yaml")
                + ":3:3: error: the stream 'a' is stored with 4 partitions, and cannot have 2;"
                + " write 'partitions: 4' or more, or give the stream another name"
                + " [topology.partitions]");
    assertThat(said).hasSize(1);
    assertThat(Json.read(said.get(0)).path("status").asText()).isEqualTo("refused");
    assertThat(Json.read(said.get(0)).path("problems").get(0).path("line").asInt()).isEqualTo(3);
  }

  private String err() throws IOException {
    return Files.readString(directory.resolve("err"));
  }
}
