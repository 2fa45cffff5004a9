package io.millrace.dist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/millrace archive}: the classes of a server, kept for quicker starts. */
@ExtendWith(DistributionExtension.class)
final class ArchiveIT {

  /** Ends a Java that cannot use the archive; the command itself lets it go on without. */
  private static final Map<String, String> OR_ELSE = Map.of("MILLRACE_OPTS", "-Xshare:on");

  @TempDir private Path directory;

  @Test
  void itIsWrittenUsedAndDoneWithoutWhereItDoesNotFit(Distribution shared) throws Exception {
    Distribution distribution =
        shared.copy(Files.createDirectory(directory.resolve("a folder with blanks")));
    Path archive = distribution.home().resolve("lib/millrace.jsa");
    assertThat(archive).doesNotExist();

    Finished made = distribution.millrace("archive");
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.out()).isEqualTo("wrote " + archive.toRealPath() + "\n");
    assertThat(distribution.home().resolve("data")).doesNotExist();
    assertThat(
            Files.readString(archive, ISO_8859_1)
                .contains("org/apache/kafka/common/message/FetchResponseData"))
        .as("classes of a server on Kafka are in it")
        .isTrue();
    assertThat(
            Files.readString(archive, ISO_8859_1)
                .contains("com/sun/jmx/mbeanserver/JmxMBeanServer"))
        .as("and what Kafka's clients want of Java")
        .isTrue();
    Finished used = distribution.shell("bin/millrace version", OR_ELSE);
    assertThat(used.exitCode()).as(used.err()).isZero();
    try (RunningServer server = RunningServer.start(distribution, directory)) {
      assertThat(server.stop()).as(server.log()).isZero();
    }

    Files.writeString(archive, "of another Java");
    assertThat(distribution.shell("bin/millrace version", OR_ELSE).exitCode()).isNotZero();
    Finished without = distribution.millrace("version");
    assertThat(without.exitCode()).isZero();
    assertThat(without.err()).isEmpty();
  }

  /** Whoever names the servers of a group twice would fence one that runs. */
  @Test
  void theStreamsOfAServerOnKafkaAreLeftAlone(Distribution shared) throws Exception {
    Distribution distribution = shared.copy(directory);
    try (ServerSocket broker = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      broker.setSoTimeout(1);
      Files.writeString(
          distribution.home().resolve("conf/server.yaml"),
          "backend: kafka\nkafka: { bootstrap-servers: 127.0.0.1:"
              + broker.getLocalPort()
              + " }\n");

      Finished made = distribution.millrace("archive");

      assertThat(made.exitCode()).as(made.err()).isZero();
      assertThatThrownBy(broker::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void whatKeepsTheServerFromStartingIsTold(Distribution shared) throws Exception {
    Distribution distribution = shared.copy(directory);
    Files.writeString(distribution.home().resolve("conf/topology.yaml"), "streams: [\n");

    Finished failed = distribution.millrace("archive");
    assertThat(failed.exitCode()).isNotZero();
    assertThat(failed.err()).contains("topology.yaml:2:");
    assertThat(distribution.home().resolve("lib/millrace.jsa")).doesNotExist();
  }
}
