package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What commands end with when something is wrong, and what they say. */
@ExtendWith(DistributionExtension.class)
final class ExitCodesIT {

  private static final int CONFIGURATION = 2;
  private static final int ENVIRONMENT = 3;

  private final Distribution distribution;
  @TempDir private Path directory;

  ExitCodesIT(Distribution distribution) {
    this.distribution = distribution;
  }

  @Test
  void anUnknownOption() throws Exception {
    Finished run = distribution.millrace("run", "--topologie", "x.yaml");
    assertThat(run.exitCode()).isEqualTo(CONFIGURATION);
    assertThat(run.err()).contains("--topologie");
  }

  @Test
  void aServerFileThatIsNotThere() throws Exception {
    Path config = directory.resolve("absent.yaml");
    Finished run = distribution.millrace("run", "--config", config);
    assertThat(run.exitCode()).isEqualTo(CONFIGURATION);
    assertThat(run.err()).contains(config.toString());
  }

  @Test
  void everythingThatIsWrongWithATopologyAtOnce() throws Exception {
    Path topology = directory.resolve("topology.yaml");
    Files.writeString(
        topology,
        """
        streams: { raw: {}, orders: {} }
        pipelines:
          check:
            from: raw
            stages:
              - validate: requird
                with: { fields: [id] }
              - validate: required
                when: "body.total >"
                with: { field: [total] }
              - validate: json-schema
                with: { schema: absent.json }
            to: ordres
            faliures: failed
        """);
    Finished check = distribution.millrace("check", "--topology", topology);
    assertThat(check.exitCode()).isEqualTo(CONFIGURATION);
    assertThat(check.out())
        .contains("topology.yaml:6:", "did you mean 'required'")
        .contains("topology.yaml:9:")
        .contains("topology.yaml:10:", "did you mean 'fields'")
        .contains("topology.yaml:13:9: error:", "did you mean 'orders'")
        .contains("topology.yaml:14:5: error:", "did you mean 'failures'");
    Finished run = distribution.millrace("run", "--topology", topology);
    assertThat(run.exitCode()).isEqualTo(CONFIGURATION);
    assertThat(run.err()).isEqualTo(check.out());
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aStageThatCannotBeMade() throws Exception {
    Path topology = directory.resolve("topology.yaml");
    Files.writeString(
        topology,
        """
        streams: { raw: {}, orders: {} }
        pipelines:
          check:
            from: raw
            stages:
              - validate: json-schema
                with: { schema: absent.json }
            to: orders
        """);
    Finished check = distribution.millrace("check", "--topology", topology);
    assertThat(check.exitCode()).isEqualTo(CONFIGURATION);
    assertThat(check.out()).contains("topology.yaml:6:", "absent.json").doesNotContain("\tat ");
  }

  @Test
  void aPortOrADirectoryThatIsTaken() throws Exception {
    try (RunningServer server = RunningServer.start(distribution, directory)) {
      int port = server.address().getPort();
      Finished samePort =
          distribution.millrace(
              "run", "--set", "http.port=" + port, "--set", "data.directory=" + directory + "/b");
      assertThat(samePort.exitCode()).as(samePort.err()).isEqualTo(ENVIRONMENT);
      assertThat(samePort.err()).contains(String.valueOf(port)).doesNotContain("\tat ");

      Path data = directory.resolve("data");
      Finished sameData =
          distribution.millrace("run", "--set", "http.port=0", "--set", "data.directory=" + data);
      assertThat(sameData.exitCode()).as(sameData.err()).isEqualTo(ENVIRONMENT);
      assertThat(sameData.err()).contains(data.toString()).doesNotContain("\tat ");
      assertThat(server.stop()).as(server.log()).isZero();
    }
  }

  @Test
  void aDataDirectoryThatCannotBe() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertRefused(file.resolve("data"), "cannot be used", "Not a directory");
    assertRefused(file, "cannot be used", "make it a directory that this user may write");
    Path missing = directory.resolve("disk/data");
    assertRefused(missing, "cannot be made, as " + missing.getParent() + " is not there");
    assertThat(missing.getParent()).doesNotExist();
  }

  @Test
  void aDataDirectoryThatIsReadOnly() throws Exception {
    Path data = directory.resolve("data");
    try (Tmpfs disk = Tmpfs.mount(data, "size=200m")) {
      try (RunningServer server = RunningServer.start(distribution, directory)) {
        assertThat(server.stop()).as(server.log()).isZero();
      }
      disk.remount("ro");
      assertRefused(data, "cannot be used", "Read-only file system");
      disk.remount("rw");
      try (RunningServer server = RunningServer.start(distribution, directory)) {
        assertThat(server.stop()).as(server.log()).isZero();
      }
    }
  }

  /** One line tells why; what was logged before it, the settings in force, is no complaint. */
  private void assertRefused(Path data, String... texts) throws Exception {
    Finished run =
        distribution.millrace("run", "--set", "http.port=0", "--set", "data.directory=" + data);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ENVIRONMENT);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).doesNotContain("\tat ", " ERROR ", " WARN ");
    assertThat(run.err().lines().filter(line -> line.startsWith("millrace: ")))
        .singleElement()
        .asString()
        .startsWith("millrace: data directory " + data + " ")
        .contains(texts);
  }

  @Test
  void noServerAnswers() throws Exception {
    Finished tail = distribution.millrace("tail", "orders", "--url", "http://127.0.0.1:1");
    assertThat(tail.exitCode()).isEqualTo(ENVIRONMENT);
    assertThat(tail.err()).contains("http://127.0.0.1:1", "millrace run");
  }
}
