package io.millrace.server.stream.kafka;

import static io.millrace.server.stream.TestingRecords.texts;
import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Brokers that take whoever shows a certificate or a token: all clients of a server show it. */
@Timeout(120)
class KafkaLoginTest {

  private static final Path TLS =
      Path.of(System.getProperty("millrace.root"), "server/src/test/resources/tls");
  private static final String OAUTH =
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required";
  private static final List<StreamSpec> STREAMS =
      List.of(StreamSpec.of("in", 1), StreamSpec.of("out", 1));

  private static KafkaCluster cluster;
  private final String prefix = KafkaCluster.uniqueName();

  @BeforeAll
  static void start() {
    cluster = KafkaCluster.start(1, KafkaLoginTest::settings);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static List<String> settings(List<Integer> ports) {
    String listeners =
        "PLAINTEXT://127.0.0.1:%d,OAUTH://127.0.0.1:%d,TLS://127.0.0.1:%d"
            .formatted(ports.get(0), ports.get(2), ports.get(3));
    return List.of(
        "listeners=" + listeners + ",CONTROLLER://127.0.0.1:" + ports.get(1),
        "advertised.listeners=" + listeners,
        "listener.security.protocol.map="
            + "PLAINTEXT:PLAINTEXT,OAUTH:SASL_SSL,TLS:SSL,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms=OAUTHBEARER",
        "listener.name.oauth.oauthbearer.sasl.jaas.config=" + OAUTH + ";",
        "ssl.keystore.type=PEM",
        "ssl.keystore.location=" + TLS.resolve("broker.pem"),
        "ssl.truststore.type=PEM",
        "ssl.truststore.location=" + TLS.resolve("ca.pem"),
        "listener.name.tls.ssl.client.auth=required",
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users=User:ANONYMOUS;User:CN=localhost;User:mill");
  }

  @Test
  void byTlsWithACertificate() {
    Map<String, String> properties = new HashMap<>();
    properties.put("security.protocol", "SSL");
    properties.put("ssl.keystore.type", "PEM");
    properties.put("ssl.keystore.location", TLS.resolve("broker.pem").toString());

    assertCopies(settings(3, properties));
  }

  @Test
  void byTlsWithATokenOfOAuth() {
    assertCopies(token("mill"));
  }

  @Test
  void whoTheTokenNamesIsWhoIsAllowed() {
    try (KafkaBackend backend = KafkaBackend.open(token("stranger"))) {
      assertThatThrownBy(() -> backend.declare(STREAMS)).hasMessageContaining("an ACL is missing");
    }
  }

  /** Appends, reads as a worker, commits in a transaction, and reads what came of it. */
  private static void assertCopies(KafkaSettings settings) {
    try (KafkaBackend backend = KafkaBackend.open(settings)) {
      backend.declare(STREAMS);
      backend.append(Map.of(new StreamPartition("in", 0), values("x"))).join();
      try (Intake intake = backend.open(new IntakeSpec("group", List.of("in"), 0, 1))) {
        Limits all = new Limits(10, 1000);
        intake.commit(CopyScene.copy(intake.poll(all, Duration.ofSeconds(30)))).join();
        assertThat(texts(backend.read(CopyScene.OUT, 0, all))).containsExactly("x");
      }
    }
  }

  /** A token that nobody has signed, which Kafka has for tests. */
  private KafkaSettings token(String subject) {
    return settings(
        2,
        Map.of(
            "security.protocol",
            "SASL_SSL",
            "sasl.mechanism",
            "OAUTHBEARER",
            "sasl.jaas.config",
            OAUTH + " unsecuredLoginStringClaim_sub=\"" + subject + "\";"));
  }

  private KafkaSettings settings(int port, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(TestingKafka.STEADY);
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.location", TLS.resolve("ca.pem").toString());
    properties.putAll(more);
    return TestingKafka.settings(
        "127.0.0.1:" + cluster.node(0).port(port), prefix, "server-1", properties);
  }
}
