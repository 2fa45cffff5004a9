package io.millrace.server.stream.kafka;

import static io.millrace.server.stream.TestingRecords.large;
import static io.millrace.server.stream.TestingRecords.texts;
import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.RecordsBuilder;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Appends that go into one transaction, one of which cannot be stored. */
@Timeout(120)
class AppenderTest {

  private static final Limits MANY = new Limits(1_000, 1 << 20);

  private final KafkaSettings settings =
      TestingKafka.settings(KafkaCluster.shared(), KafkaCluster.uniqueName(), "server-1");
  private final Admin admin =
      Admin.create(Map.of("bootstrap.servers", settings.bootstrapServers()));
  private final KafkaBackend backend = KafkaBackend.open(settings);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @BeforeEach
  void declare() {
    backend.declare(
        List.of(StreamSpec.of("first", 2), StreamSpec.of("whole", 2), StreamSpec.of("changed", 2)));
  }

  @AfterEach
  void close() {
    goOn.countDown();
    backend.close();
    admin.close();
  }

  private static Map<StreamPartition, Records> both(String stream, Records records) {
    return Map.of(new StreamPartition(stream, 0), records, new StreamPartition(stream, 1), records);
  }

  /** Appends to a stream that has changed and, before and behind it, to one that has not. */
  private List<CompletableFuture<?>> together(Map<StreamPartition, Records> changed) {
    var unused = backend.onAppend("first", this::awaitGoOn);
    var unusedFirst = backend.append(both("first", values("x")));
    List<CompletableFuture<?>> appends = new ArrayList<>();
    appends.add(backend.append(both("whole", values("a"))));
    appends.add(backend.append(changed));
    appends.add(backend.append(both("whole", values("b"))));
    appends.add(backend.append(changed));
    goOn.countDown();
    return appends;
  }

  private void awaitGoOn() {
    try {
      assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void assertOnlyTheChangedFail(List<CompletableFuture<?>> appends, Kind kind) {
    for (int changed : new int[] {1, 3}) {
      assertThatThrownBy(appends.get(changed)::join)
          .cause()
          .hasMessageContaining(settings.topic("changed"))
          .extracting(e -> ((BackendException) e).kind())
          .isEqualTo(kind);
    }
    appends.get(0).join();
    appends.get(2).join();
    for (int n = 0; n < 2; n++) {
      assertThat(texts(backend.read(new StreamPartition("whole", n), 0, MANY)))
          .containsExactly("a", "b");
    }
  }

  @Test
  void aRecordThatATopicDoesNotTakeAnyMoreIsRefusedAlone() throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, settings.topic("changed"));
    AlterConfigOp smaller =
        new AlterConfigOp(new ConfigEntry("max.message.bytes", "1000"), AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(topic, List.of(smaller))).all().get();

    Map<StreamPartition, Records> one =
        Map.of(
            new StreamPartition("changed", 0), values("c"),
            new StreamPartition("changed", 1), large(100_000));
    assertOnlyTheChangedFail(together(one), Kind.REFUSED);
    awaitNothingOpen();
  }

  @Test
  void aTopicThatWasMadeAnewWithFewerPartitionsKeepsNobodyElseWaiting() throws Exception {
    makeAnewWithOnePartition();

    long since = System.nanoTime();
    assertOnlyTheChangedFail(
        together(both("changed", values("1", "2", "3", "4"))), Kind.UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - since))
        .as("not once for each record")
        .isLessThan(Duration.ofSeconds(20));
  }

  /** What stands in a batch with an invalid record gets an answer that says little. */
  @Test
  void whatGoesBesideAnInvalidRecordIsStored() throws Exception {
    compact("changed");
    var opening = backend.onAppend("first", this::awaitGoOn);
    var unusedFirst = backend.append(both("first", values("x")));
    CompletableFuture<?> before = backend.append(both("changed", keyed("a")));
    CompletableFuture<?> invalid = backend.append(both("changed", values("b")));
    CompletableFuture<?> behind = backend.append(both("changed", keyed("c")));
    goOn.countDown();

    assertThatThrownBy(invalid::join).cause().hasMessageContaining("key");
    before.join();
    behind.join();
    for (int n = 0; n < 2; n++) {
      assertThat(texts(backend.read(new StreamPartition("changed", n), 0, MANY)))
          .containsExactly("a", "c");
    }
    opening.close();
  }

  private static Records keyed(String value) {
    return new RecordsBuilder()
        .add(0, Bytes.utf8("key-" + value), RecordHeaders.EMPTY, Bytes.utf8(value))
        .build();
  }

  private void compact(String stream) throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, settings.topic(stream));
    AlterConfigOp compacted =
        new AlterConfigOp(new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(topic, List.of(compacted))).all().get();
  }

  /** Not once for each record: the producer waits for a partition that is not there. */
  @Test
  void whatGoesToAPartitionThatIsGoneIsWaitedForOnce() throws Exception {
    makeAnewWithOnePartition();
    StreamPartition gone = new StreamPartition("changed", 1);
    Map<StreamPartition, Records> three = Map.of(gone, values("1", "2", "3"));
    var opening = backend.onAppend("first", this::awaitGoOn);
    var unusedFirst = backend.append(both("first", values("x")));
    List<CompletableFuture<?>> appends =
        List.of(backend.append(three), backend.append(three), backend.append(three));
    CompletableFuture<?> other =
        backend.append(Map.of(new StreamPartition("whole", 0), values("a")));
    long since = System.nanoTime();
    goOn.countDown();

    other.join();
    assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(7));
    for (CompletableFuture<?> append : appends) {
      assertThatThrownBy(append::join).cause().hasMessageContaining("not present in metadata");
    }
    opening.close();
  }

  /** Else whoever reads the stream waits until the brokers end the transaction. */
  private void awaitNothingOpen() throws Exception {
    String id = settings.prefix() + "appends-server-1";
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (admin.describeTransactions(List.of(id)).description(id).get().state()
        == TransactionState.ONGOING) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private void makeAnewWithOnePartition() throws Exception {
    TestingKafka.makeAnew(admin, settings.topic("changed"), 1);
  }
}
