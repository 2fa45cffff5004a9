package io.millrace.server.stream.kafka;

import static io.millrace.server.stream.TestingRecords.texts;
import static io.millrace.server.stream.TestingRecords.values;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.LoggedEvents;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a worker reads on after something has moved its position, or has interrupted it. */
@Timeout(120)
class KafkaPositionsTest {

  private static final StreamPartition IN = new StreamPartition("in", 0);
  private static final Limits MANY = new Limits(10_000, 1 << 20);

  private final String prefix = KafkaCluster.uniqueName();
  private final KafkaSettings settings =
      TestingKafka.settings(KafkaCluster.shared(), prefix, "server-1");
  private final TopicPartition topic = new TopicPartition(settings.topic("in"), 0);
  private final Admin admin =
      Admin.create(Map.of("bootstrap.servers", settings.bootstrapServers()));
  private final KafkaBackend backend = KafkaBackend.open(settings);

  @AfterEach
  void close() {
    backend.close();
    admin.close();
  }

  private void declare(int partitions) {
    backend.declare(List.of(StreamSpec.of("in", partitions)));
  }

  private Intake open() {
    return backend.open(new IntakeSpec("group", List.of("in"), 0, 1));
  }

  private void append(int from, int to, String filling) {
    String[] texts = IntStream.range(from, to).mapToObj(n -> n + filling).toArray(String[]::new);
    backend.append(Map.of(IN, values(texts))).join();
  }

  /** Polls and commits until a value comes; returns all. */
  private static List<String> readTo(Intake intake, String last) {
    List<String> read = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!read.contains(last)) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      for (Batch batch : intake.poll(MANY, Duration.ofSeconds(1))) {
        read.addAll(texts(batch));
        intake.commit(new Commit(Map.of(batch.partition(), batch.nextOffset()), Map.of())).join();
      }
    }
    return read;
  }

  @Test
  void aTopicThatWasMadeAnewIsReadFromItsBeginning() throws Exception {
    declare(1);
    append(0, 1000, "");
    try (Intake intake = open()) {
      readTo(intake, "999");
      TestingKafka.makeAnew(admin, topic.topic(), 1);
      append(5000, 5010, "");

      assertThat(readToAgain(intake, "5009")).hasSize(10);
    }
    assertThat(backend.committed("group")).containsEntry(IN, 10L);
  }

  /** As a worker: what is lost or cannot be had at present is gone back to. */
  private static List<String> readToAgain(Intake intake, String last) {
    while (true) {
      try {
        return readTo(intake, last);
      } catch (BackendException e) {
        rewind(intake);
      }
    }
  }

  private static void rewind(Intake intake) {
    try {
      intake.rewind();
    } catch (BackendException e) {
      assertThat(e.kind()).isEqualTo(BackendException.Kind.UNAVAILABLE);
    }
  }

  @Test
  void whatIsCommittedBehindTheEndIsNoPlaceToGoOn() throws Exception {
    declare(1);
    append(0, 10, "");
    admin
        .alterConsumerGroupOffsets(
            settings.group("group"), Map.of(topic, new OffsetAndMetadata(1000)))
        .all()
        .get();
    try (LoggedEvents logged = LoggedEvents.of(Starts.class);
        Intake intake = open()) {
      assertThat(readToAgain(intake, "9")).hasSize(10);
      assertThat(logged.count("it has committed 1000, which is not there, the end is 10"))
          .isPositive();
    }
    assertThat(backend.committed("group")).containsEntry(IN, 10L);
  }

  /** As the tools of Kafka set it back to the latest, while somebody has a transaction open. */
  @Test
  void whatIsCommittedBehindAnOpenTransactionIsKept() throws Exception {
    declare(1);
    append(0, 5, "");
    try (KafkaProducer<byte[], byte[]> other = producer(prefix + "other")) {
      other.beginTransaction();
      var sent = other.send(new ProducerRecord<>(topic.topic(), 0, null, "open".getBytes(UTF_8)));
      other.flush();
      admin
          .alterConsumerGroupOffsets(
              settings.group("group"),
              Map.of(topic, new OffsetAndMetadata(sent.get().offset() + 1)))
          .all()
          .get();
      try (Intake intake = open()) {
        assertThat(intake.poll(MANY, Duration.ofSeconds(2))).isEmpty();
        other.commitTransaction();
        append(5, 6, "");

        assertThat(readToAgain(intake, "5")).containsExactly("5");
      }
    }
  }

  /** What compresses well is fetched at once, all of it. */
  private static String incompressible(int length) {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      text.append((char) ('!' + random.nextInt(90)));
    }
    return text.toString();
  }

  @Test
  void whatRetentionTakesFromAWorkerIsSaid() throws Exception {
    declare(1);
    String filling = incompressible(150_000);
    for (int n = 0; n < 300; n += 50) {
      append(n, n + 50, filling);
    }
    try (LoggedEvents logged = LoggedEvents.of(Starts.class);
        Intake intake = open()) {
      readTo(intake, "1" + filling);
      admin.deleteRecords(Map.of(topic, RecordsToDelete.beforeOffset(290))).all().get();

      readToAgain(intake, "299" + filling);
      assertThat(logged.count("retention has removed them")).isPositive();
    }
  }

  /** What others have open holds back what is committed; a worker that is stirred meanwhile. */
  @Test
  void whoIsStirredWhileItTakesOverHoldsItAllTheSame() throws Exception {
    declare(1);
    append(0, 10, "");
    try (KafkaProducer<byte[], byte[]> other = producer(prefix + "other")) {
      other.beginTransaction();
      other.sendOffsetsToTransaction(Map.of(topic, new OffsetAndMetadata(5)), nobody());
      try (Intake intake = open()) {
        List<CompletableFuture<Void>> rewinds = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          TimeUnit.SECONDS.sleep(1); // whether it has got that far cannot be seen from outside
          rewinds.add(CompletableFuture.runAsync(() -> rewind(intake)));
        }
        other.commitTransaction();
        rewinds.forEach(CompletableFuture::join);

        assertThat(readToAgain(intake, "9")).containsExactly("5", "6", "7", "8", "9");
      }
    }
  }

  @Test
  void aTransactionThatAnEarlierLifeLeftOpenIsEnded() {
    declare(2);
    try (KafkaProducer<byte[], byte[]> killed = producer(prefix + "appends-server-2")) {
      killed.beginTransaction();
      var sent = killed.send(new ProducerRecord<>(topic.topic(), 0, null, "open".getBytes(UTF_8)));
      killed.flush();
      assertThat(sent).isDone();
      KafkaSettings again = TestingKafka.settings(KafkaCluster.shared(), prefix, "server-2");
      try (KafkaBackend next = KafkaBackend.open(again)) {
        next.declare(List.of(StreamSpec.of("in", 2)));
        next.append(Map.of(IN, values("seen"))).join();
        long since = System.nanoTime();
        assertThat(texts(next.read(IN, 0, MANY))).containsExactly("seen");
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(20));
      }
    }
  }

  /** One who speaks for the group without being in it. */
  private ConsumerGroupMetadata nobody() {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", settings.bootstrapServers(), "group.id", settings.group("group"));
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return consumer.groupMetadata();
    }
  }

  private KafkaProducer<byte[], byte[]> producer(String id) {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                settings.bootstrapServers(),
                "transactional.id",
                id,
                "transaction.timeout.ms",
                "60000"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }
}
