package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A password in the properties of Kafka's clients: nobody reads it, whatever goes wrong with it.
 */
@ExtendWith(DistributionExtension.class)
final class KafkaSecretsIT {

  private static final int ENVIRONMENT = 3;
  private static final String PASSWORD = "hunter2-of-the-broker";
  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";

  private final Distribution distribution;
  @TempDir private Path directory;

  KafkaSecretsIT(Distribution distribution) {
    this.distribution = distribution;
  }

  @BeforeEach
  void write() throws Exception {
    Files.writeString(directory.resolve("topology.yaml"), "streams: { in: {} }\n");
  }

  @Test
  void checkMasksIt() throws Exception {
    Finished check = millrace("check --effective", config("127.0.0.1:9092"));
    assertThat(check.exitCode()).as(check.out()).isZero();
    assertThat(check.out()).contains("properties: ***");
    assertKept(check);
  }

  @Test
  void aWrongOneEndsTheStartWithItsCauseAndItsSetting() throws Exception {
    try (KafkaCluster cluster = KafkaCluster.start(1, KafkaSecretsIT::settings)) {
      String broker = "127.0.0.1:" + cluster.node(0).port(2);
      Finished run = millrace("run", config(broker));
      assertThat(run.exitCode()).as(run.err()).isEqualTo(ENVIRONMENT);
      assertThat(run.out()).isEmpty();
      assertThat(run.err().lines().filter(line -> line.startsWith("millrace: ")))
          .singleElement()
          .asString()
          .contains(
              "kafka.bootstrap-servers, " + broker,
              "SaslAuthenticationException",
              "do not accept the credentials: check sasl.* and ssl.* of kafka.properties");
      assertKept(run);
    }
  }

  private static List<String> settings(List<Integer> ports) {
    String listeners =
        "PLAINTEXT://127.0.0.1:%d,SASL://127.0.0.1:%d".formatted(ports.get(0), ports.get(2));
    return List.of(
        "listeners=" + listeners + ",CONTROLLER://127.0.0.1:" + ports.get(1),
        "advertised.listeners=" + listeners,
        "listener.security.protocol.map="
            + "PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms=PLAIN",
        "listener.name.sasl.plain.sasl.jaas.config=" + PLAIN + " required user_mill=\"right\";");
  }

  private Path config(String broker) throws Exception {
    return Files.writeString(
        directory.resolve("server.yaml"),
        """
        backend: kafka
        http: { port: 0 }
        plugins: { directory: %s }
        kafka:
          bootstrap-servers: "%s"
          properties:
            security.protocol: SASL_PLAINTEXT
            sasl.mechanism: PLAIN
            sasl.jaas.config: '%s required username="mill" password="${env:BROKER_PASSWORD}";'
        """
            .formatted(distribution.home().resolve("plugins"), broker, PLAIN));
  }

  private Finished millrace(String command, Path config) throws Exception {
    return distribution.shell(
        "bin/millrace "
            + command
            + " --config "
            + config
            + " --topology "
            + directory.resolve("topology.yaml"),
        Map.of("BROKER_PASSWORD", PASSWORD));
  }

  private static void assertKept(Finished run) {
    assertThat(run.out() + run.err()).isNotEmpty().doesNotContain(PASSWORD);
  }
}
