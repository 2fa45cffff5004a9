package io.millrace.server.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.StreamDifference;
import io.millrace.server.stream.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The topics of streams, as the cluster has them. */
@Timeout(120)
class KafkaTopicsTest {

  private static final int LARGE_RECORD = 5_000_000;

  private final String prefix = KafkaCluster.uniqueName();
  private Admin admin;

  @BeforeEach
  void connect() {
    admin = Admin.create(Map.of("bootstrap.servers", KafkaCluster.shared().bootstrapServers()));
  }

  @AfterEach
  void disconnect() {
    admin.close();
  }

  @Test
  void newTopicsAreAsTheTopologySays() throws Exception {
    try (KafkaBackend backend = backend(true)) {
      backend.declare(List.of(kept("a", 3, Duration.ofDays(7), 1_000_000), StreamSpec.of("b", 1)));
    }
    assertThat(partitions("a")).isEqualTo(3);
    assertThat(setting("a", "retention.ms")).isEqualTo("604800000");
    assertThat(setting("a", "retention.bytes")).isEqualTo("1000000");
    assertThat(partitions("b")).isEqualTo(1);
    assertThat(setting("b", "retention.ms")).isEqualTo("-1");
    assertThat(setting("b", "retention.bytes")).isEqualTo("-1");
    assertThat(Integer.parseInt(setting("b", "max.message.bytes"))).isGreaterThan(LARGE_RECORD);
  }

  @Test
  void topicsThatAreThereGrowAndAreKeptAsTheTopologySays() throws Exception {
    create("a", 1, Map.of("retention.ms", "3600000", "retention.bytes", "5000"));
    create("b", 2, Map.of("retention.ms", "3600000"));
    StreamSpec aged = new StreamSpec("a", 3, Optional.of(Duration.ofDays(2)), OptionalLong.empty());
    try (KafkaBackend backend = backend(true)) {
      List<StreamSpec> specs = List.of(aged, StreamSpec.of("b", 2));
      assertThat(backend.differences(specs)).isEmpty();
      backend.declare(specs);
    }
    assertThat(partitions("a")).isEqualTo(3);
    assertThat(setting("a", "retention.ms")).isEqualTo("172800000");
    assertThat(setting("a", "retention.bytes")).as("nobody names it").isEqualTo("5000");
    assertThat(setting("b", "retention.ms")).as("nobody names it").isEqualTo("3600000");
  }

  @Test
  void whatMayNotBeMadeIsToldAtOnceWithItsMend() throws Exception {
    create("small", 1, Map.of());
    create("large", 4, Map.of());
    create("brief", 1, Map.of("retention.ms", "3600000", "retention.bytes", "5000"));
    create("right", 2, Map.of("retention.ms", "172800000", "retention.bytes", "70000"));
    List<StreamSpec> specs =
        List.of(
            StreamSpec.of("none", 2),
            StreamSpec.of("small", 2),
            StreamSpec.of("large", 2),
            kept("brief", 1, Duration.ofDays(2), 70_000),
            kept("right", 2, Duration.ofDays(2), 70_000));
    String orCreate = ", or set kafka.create-streams: true";
    try (KafkaBackend backend = backend(false)) {
      assertThat(backend.differences(specs))
          .extracting(StreamDifference::toString)
          .containsExactly(
              "stream none has no topic " + prefix + "none: create it with 2 partitions" + orCreate,
              "stream small has 2 partitions, and the topic "
                  + prefix
                  + "small has 1: add partitions to the topic"
                  + orCreate
                  + ", or declare 1",
              "stream large is stored with 4 partitions, and cannot have 2: declare it with 4",
              "stream brief is not kept as declared: the topic "
                  + prefix
                  + "brief has {retention.bytes=5000, retention.ms=3600000}: set"
                  + " {retention.bytes=70000, retention.ms=172800000} on the topic"
                  + orCreate);
      assertThatThrownBy(() -> backend.declare(specs))
          .hasMessageContainingAll("stream none", "stream small", "stream large", "stream brief")
          .extracting(e -> ((BackendException) e).kind())
          .isEqualTo(Kind.REFUSED);
      backend.declare(List.of(specs.get(4)));
    }
    assertThat(admin.listTopics().names().get()).doesNotContain(prefix + "none");
    assertThat(partitions("small")).isEqualTo(1);
    assertThat(setting("brief", "retention.ms")).isEqualTo("3600000");
  }

  private KafkaBackend backend(boolean createStreams) {
    return KafkaBackend.open(
        new KafkaSettings(
            KafkaCluster.shared().bootstrapServers(),
            "server-1",
            prefix,
            createStreams,
            Optional.empty(),
            LARGE_RECORD,
            Map.of()));
  }

  private static StreamSpec kept(String name, int partitions, Duration age, long bytes) {
    return new StreamSpec(name, partitions, Optional.of(age), OptionalLong.of(bytes));
  }

  private void create(String stream, int partitions, Map<String, String> configs) throws Exception {
    NewTopic topic = new NewTopic(prefix + stream, partitions, (short) 1).configs(configs);
    admin.createTopics(List.of(topic)).all().get();
  }

  private int partitions(String stream) throws Exception {
    String topic = prefix + stream;
    return admin
        .describeTopics(List.of(topic))
        .topicNameValues()
        .get(topic)
        .get()
        .partitions()
        .size();
  }

  private String setting(String stream, String name) throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, prefix + stream);
    Config config = admin.describeConfigs(List.of(topic)).all().get().get(topic);
    return config.get(name).value();
  }
}
