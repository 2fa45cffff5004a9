package io.millrace.server.stream.kafka;

import static io.millrace.server.stream.TestingRecords.texts;
import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Brokers that refuse: the error names what is wrong and where to mend it. */
@Timeout(300)
class KafkaSecurityTest {

  private static final Path TLS =
      Path.of(System.getProperty("millrace.root"), "server/src/test/resources/tls");
  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
  private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
  private static final String MISSING =
      "an ACL is missing for the user of kafka.properties: topics, groups and transactional ids under"
          + " kafka.prefix";
  private static final StreamPartition IN = new StreamPartition("in", 0);

  private static KafkaCluster cluster;
  private final String prefix = KafkaCluster.uniqueName();

  @BeforeAll
  static void start() throws Exception {
    cluster = KafkaCluster.start(1, KafkaSecurityTest::settings);
    try (Admin admin = admin()) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      "mill",
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096),
                      "right")))
          .all()
          .get();
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static List<String> settings(List<Integer> ports) {
    String listeners =
        "PLAINTEXT://127.0.0.1:%d,SASL://127.0.0.1:%d,TLS://127.0.0.1:%d"
            .formatted(ports.get(0), ports.get(2), ports.get(3));
    return List.of(
        "listeners=" + listeners + ",CONTROLLER://127.0.0.1:" + ports.get(1),
        "advertised.listeners=" + listeners,
        "listener.security.protocol.map="
            + "PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256",
        "listener.name.sasl.plain.sasl.jaas.config="
            + PLAIN
            + " required user_mill=\"right\" user_poor=\"right\";",
        "listener.name.sasl.scram-sha-256.sasl.jaas.config=" + SCRAM + " required;",
        "ssl.keystore.type=PEM",
        "ssl.keystore.location=" + TLS.resolve("expired-broker.pem"),
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users=User:ANONYMOUS;User:mill");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256"})
  void aWrongPasswordIsNamedAndTheRightOneIsTaken(String mechanism) {
    assertThatThrownBy(() -> KafkaBackend.open(sasl(mechanism, "mill", "wrong")))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("kafka.bootstrap-servers")
        .hasMessageContaining("do not accept the credentials: check sasl.*")
        .message()
        .doesNotContain("wrong");
    try (KafkaBackend backend = KafkaBackend.open(sasl(mechanism, "mill", "right"))) {
      backend.declare(List.of(StreamSpec.of("in", 1)));
      backend.append(Map.of(IN, values("x"))).join();
    }
  }

  @Test
  void anExpiredCertificateIsNamed() {
    Map<String, String> properties = new HashMap<>(TestingKafka.QUICK);
    properties.put("security.protocol", "SSL");
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.location", TLS.resolve("ca.pem").toString());
    String address = "127.0.0.1:" + cluster.node(0).port(3);
    assertThatThrownBy(
            () -> KafkaBackend.open(TestingKafka.settings(address, prefix, "s", properties)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("kafka.bootstrap-servers, " + address)
        .hasMessageContaining("CertificateExpiredException: NotAfter: Sat Feb 01")
        .hasMessageContaining("check the certificates, and ssl.* of kafka.properties");
  }

  @Test
  void aPortThatWantsTlsIsNamed() {
    String address = "127.0.0.1:" + cluster.node(0).port(3);
    assertThatThrownBy(
            () -> KafkaBackend.open(TestingKafka.settings(address, prefix, "s", Map.of())))
        .isInstanceOf(BackendException.class)
        .hasMessage(
            "what listens at %s wants TLS: set security.protocol of kafka.properties to SSL or"
                + " SASL_SSL",
            address);
  }

  @Test
  void aPortOfSomethingElseIsNamed() throws Exception {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.start();
    String address = "PLAINTEXT://127.0.0.1:" + other.getAddress().getPort();
    try {
      assertThatThrownBy(
              () ->
                  KafkaBackend.open(
                      TestingKafka.settings("127.0.0.1:1," + address, prefix, "s", Map.of())))
          .isInstanceOf(BackendException.class)
          .hasMessage(
              "what listens at %s is no Kafka broker, its answer starts with 'HTTP/1.1': mend"
                  + " kafka.bootstrap-servers",
              address);
    } finally {
      other.stop(0);
    }
  }

  @Test
  void aNameThatNobodyKnowsIsNamed() {
    String address = "no.such.host.invalid:9092";
    assertThatThrownBy(
            () -> KafkaBackend.open(TestingKafka.settings(address, prefix, "s", Map.of())))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("kafka.bootstrap-servers, no.such.host.invalid:9092, cannot be used");
  }

  @Test
  void nobodyThereIsNamed() {
    Map<String, String> properties =
        Map.of("default.api.timeout.ms", "2000", "request.timeout.ms", "1000");
    assertThatThrownBy(
            () -> KafkaBackend.open(TestingKafka.settings("127.0.0.1:1", prefix, "s", properties)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("no answer from Kafka at kafka.bootstrap-servers, 127.0.0.1:1");
  }

  @Test
  void propertiesThatContradictEachOtherAreNamed() {
    Map<String, String> properties = Map.of("default.api.timeout.ms", "2000");
    assertThatThrownBy(
            () -> KafkaBackend.open(TestingKafka.settings("127.0.0.1:1", prefix, "s", properties)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("kafka.properties")
        .hasMessageContaining("default.api.timeout.ms");
  }

  @Test
  void eachMissingAclIsNamedAndOnceItIsThereAllGoesOn() throws Exception {
    List<StreamSpec> streams = List.of(StreamSpec.of("in", 1), StreamSpec.of("out", 1));
    try (KafkaBackend rich = KafkaBackend.open(sasl("PLAIN", "mill", "right"));
        KafkaBackend poor = KafkaBackend.open(sasl("PLAIN", "poor", "right"))) {
      assertThatThrownBy(() -> poor.declare(streams.subList(0, 1)))
          .hasMessageContainingAll("TopicAuthorizationException", prefix + "in", MISSING);
      rich.declare(streams);
      rich.append(Map.of(IN, values("x"))).join();
      grant(ResourceType.TOPIC, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
      poor.declare(streams);
      assertThatThrownBy(poor.append(Map.of(IN, values("y")))::join)
          .hasMessageContainingAll("AuthorizationException", "topic " + prefix + "in", MISSING);
      try (Intake intake = poor.open(new IntakeSpec("group", List.of("in"), 0, 1))) {
        awaitComplaint(poor, "GroupAuthorizationException", prefix + "group");
        awaitComplaint(poor, "TransactionalIdAuthorizationException", prefix + "group-server-1-0");
        grant(ResourceType.TOPIC, AclOperation.READ, AclOperation.WRITE);
        grant(ResourceType.GROUP, AclOperation.READ);
        grant(ResourceType.TRANSACTIONAL_ID, AclOperation.WRITE, AclOperation.DESCRIBE);
        List<Batch> batches = polled(intake);
        intake.commit(CopyScene.copy(batches)).join();
      }
      assertThat(texts(poor.read(CopyScene.OUT, 0, new Limits(10, 1000)))).containsExactly("x");
    }
  }

  private static List<Batch> polled(Intake intake) {
    while (true) {
      try {
        List<Batch> batches = intake.poll(new Limits(10, 1000), Duration.ofSeconds(1));
        if (!batches.isEmpty()) {
          return batches;
        }
      } catch (BackendException e) {
        Thread.onSpinWait(); // the ACL has not arrived everywhere yet
      }
    }
  }

  private static void awaitComplaint(KafkaBackend backend, String what, String name)
      throws InterruptedException {
    while (backend.complaints().stream()
        .noneMatch(text -> text.contains(what) && text.contains(name) && text.contains(MISSING))) {
      Thread.sleep(20);
    }
  }

  private void grant(ResourceType type, AclOperation... operations) throws Exception {
    ResourcePattern all = new ResourcePattern(type, prefix, PatternType.PREFIXED);
    try (Admin admin = admin()) {
      admin
          .createAcls(
              Arrays.stream(operations)
                  .map(
                      operation ->
                          new AclBinding(
                              all,
                              new AccessControlEntry(
                                  "User:poor", "*", operation, AclPermissionType.ALLOW)))
                  .toList())
          .all()
          .get();
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
  }

  private KafkaSettings sasl(String mechanism, String user, String password) {
    Map<String, String> properties = new HashMap<>(TestingKafka.QUICK);
    properties.put("security.protocol", "SASL_PLAINTEXT");
    properties.put("sasl.mechanism", mechanism);
    properties.put(
        "sasl.jaas.config",
        "%s required username=\"%s\" password=\"%s\";"
            .formatted(mechanism.equals("PLAIN") ? PLAIN : SCRAM, user, password));
    return TestingKafka.settings(
        "127.0.0.1:" + cluster.node(0).port(2), prefix, "server-1", properties);
  }
}
