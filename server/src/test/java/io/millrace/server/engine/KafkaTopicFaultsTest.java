package io.millrace.server.engine;

import static io.millrace.server.engine.TestingEvents.event;
import static io.millrace.server.engine.TestingEvents.json;
import static io.millrace.server.engine.TestingEvents.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.kafka.KafkaBackend;
import io.millrace.server.stream.kafka.KafkaSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Topics that do not take what a pipeline writes. */
@Timeout(180)
class KafkaTopicFaultsTest {

  private static final String TOPOLOGY =
      """
      streams: { in: { partitions: 1 }, out: { partitions: 1 } }
      pipelines:
        work: { from: in, stages: [ { validate: obey } ], to: out }
      """;

  private static final int LARGE = 100_000;

  @TempDir Path directory;

  private final KafkaCluster cluster = KafkaCluster.shared();
  private final String prefix = KafkaCluster.uniqueName();
  private Admin admin;
  private KafkaBackend backend;

  @BeforeEach
  void prepare() {
    TrialPlugin.dropInto(directory);
    admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
  }

  @AfterEach
  void disconnect() {
    admin.close();
  }

  @Test
  void aRecordThatATopicDoesNotTakeIsAFailureWithoutItsOriginalAndTheOthersGoOn() throws Exception {
    create("out", Map.of("max.message.bytes", Integer.toString(LARGE / 2)));
    try (Trial trial = trial().start()) {
      writePlainly(large());
      trial.send("in", List.of(event(2, "pass"), event(3, "reject")));
      trial.awaitDone("work", "in");

      trial.assertIdentity("work", 3);
      assertThat(numbers(trial.values("out"))).containsExactly(2);
      List<String> failures = trial.values("work-failures");
      assertThat(failures).hasSize(2);
      JsonNode large = json(failures.get(0));
      assertThat(large.at("/failures/0/code").asText()).isEqualTo("encode.too-large");
      assertThat(large.toString()).contains("sha256").doesNotContain("text");
    }
  }

  @Test
  void aTopicThatTakesLessThanBeforeIsWaitedForAndNothingIsLost() throws Exception {
    try (Trial trial = trial().start()) {
      setLargest("out", LARGE / 2);
      trial.send("in", List.of(event(2, "pass"), large(), event(3, "pass")));
      awaitWaiting(trial);
      assertThat(committed()).isZero();

      setLargest("out", 2 * LARGE);
      trial.awaitDone("work", "in");
      assertThat(numbers(trial.values("out"))).containsExactly(2, 1, 3);
    }
  }

  @Test
  void aTopicThatIsDeletedIsWaitedForAndNothingIsLost() throws Exception {
    assertWaitsFor("out", "pass");
  }

  @Test
  void withoutItsFailureTopicAPipelineMovesNoOffset() throws Exception {
    assertWaitsFor("work-failures", "reject");
  }

  private void assertWaitsFor(String stream, String what) throws Exception {
    try (Trial trial = trial().start()) {
      trial.send("in", List.of(event(0, what)));
      trial.awaitDone("work", "in");
      long before = committed();
      admin.deleteTopics(List.of(prefix + stream)).all().get();
      trial.send("in", IntStream.rangeClosed(1, 20).mapToObj(n -> event(n, what)).toList());
      awaitWaiting(trial);
      assertThat(committed()).isEqualTo(before);

      create(stream, Map.of());
      trial.awaitDone("work", "in");
      assertThat(trial.values(stream)).hasSize(20);
    }
  }

  private void awaitWaiting(Trial trial) {
    Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.WAITING);
    assertThat(trial.engine().states().get(0).detail()).contains("could not be s");
  }

  /** One that stays large when it is compressed. */
  private static String large() {
    StringBuilder text = new StringBuilder("{\"n\":1,\"do\":\"pass\",\"text\":\"");
    new Random(5).ints(LARGE, '0', 'z').filter(c -> c != '\\').forEach(text::appendCodePoint);
    return text.append("\"}").toString();
  }

  private long committed() {
    return backend.committed("work").getOrDefault(new StreamPartition("in", 0), 0L);
  }

  private Trial trial() {
    Map<String, String> quick = Map.of("request.timeout.ms", "1000", "delivery.timeout.ms", "3000");
    backend =
        KafkaBackend.open(
            new KafkaSettings(
                cluster.bootstrapServers(),
                "server-1",
                prefix,
                true,
                Optional.empty(),
                500_000,
                quick));
    return new Trial(backend, directory, TOPOLOGY);
  }

  private void create(String stream, Map<String, String> configs) throws Exception {
    NewTopic topic = new NewTopic(prefix + stream, 1, (short) 1).configs(configs);
    admin.createTopics(List.of(topic)).all().get();
  }

  private void setLargest(String stream, int bytes) throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, prefix + stream);
    ConfigEntry entry = new ConfigEntry("max.message.bytes", Integer.toString(bytes));
    AlterConfigOp change = new AlterConfigOp(entry, AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(topic, List.of(change))).all().get();
  }

  private void writePlainly(String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", cluster.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(prefix + "in", value)).get();
    }
  }
}
