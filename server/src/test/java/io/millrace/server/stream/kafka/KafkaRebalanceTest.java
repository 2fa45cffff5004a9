package io.millrace.server.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers come and go; each record is committed once, in its partition's order. */
@Timeout(120)
class KafkaRebalanceTest {

  private static final int FEW = 7;
  private static final int MORE = 50;
  private static final Limits ALL = new Limits(100_000, 100_000_000);
  private static final IntakeSpec WORKER = new IntakeSpec("group", List.of("in"), 0, 1);

  private final CopyScene scene = new CopyScene(KafkaCluster.shared(), TestingKafka.STEADY);

  @Test
  void partitionsMoveAndNothingComesTwice() throws Exception {
    try (KafkaBackend one = scene.server("server-1");
        KafkaBackend two = scene.server("server-2")) {
      scene.fill(one);
      TestingCopier second;
      try (TestingCopier first = new TestingCopier(one, FEW)) {
        scene.awaitCopied(100);
        assertThat(first.committed()).isPositive();
        second = new TestingCopier(two, FEW);
        scene.awaitCopied(400);
      }
      try (TestingCopier rest = second) {
        scene.awaitCopied(700);
        try (TestingCopier third = new TestingCopier(one, FEW)) {
          scene.awaitCopied(CopyScene.ALL);
          assertThat(third.committed()).isPositive();
        }
        assertThat(rest.committed()).isPositive();
      }
      scene.assertEachOnceInOrder();
    }
  }

  @Test
  void whoeverIsReplacedCommitsNothingAnyMore() throws Exception {
    try (KafkaBackend one = filled(scene.server("server-1"));
        KafkaBackend two = scene.server("server-1")) {
      Intake zombie = one.open(WORKER);
      List<Batch> held = zombie.poll(ALL, Duration.ZERO);
      assertThat(held).isNotEmpty();
      try (Intake heir = two.open(WORKER)) {
        List<Batch> inherited = heir.poll(ALL, Duration.ZERO);
        assertThat(inherited).as("what the heir finds at its first look").hasSize(6);
        assertThatThrownBy(zombie.commit(CopyScene.copy(held))::join)
            .cause()
            .isInstanceOfSatisfying(
                BackendException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOST));
        zombie.close();
      }
      try (TestingCopier rest = new TestingCopier(two, FEW)) {
        scene.awaitCopied(CopyScene.ALL);
        assertThat(rest.committed()).isPositive();
      }
      scene.assertEachOnceInOrder();
    }
  }

  /** By its own appends, before another of the same name drives them out. */
  private KafkaBackend filled(KafkaBackend backend) {
    scene.fill(backend);
    return backend;
  }

  /**
   * The commit waits for news of the group; the group gives them only once partitions are given up.
   */
  @Test
  void aCommitUnderWayDoesNotWaitForARebalanceThatWaitsForIt() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    CompletableFuture<Future<Intake>> joining = new CompletableFuture<>();
    CompletableFuture<Void> agreed = new CompletableFuture<>();
    try (KafkaBackend two = scene.server("server-2");
        KafkaBackend one =
            scene.server(
                "server-1",
                point -> {
                  if (point == FaultPoint.SENT && !joining.isDone()) {
                    joining.complete(other.submit(() -> two.open(WORKER)));
                    scene.awaitMembers("group", 2);
                    agreed.complete(null);
                  }
                })) {
      scene.fill(one);
      try (Intake first = one.open(WORKER)) {
        List<Batch> all = first.poll(ALL, Duration.ofSeconds(30));
        CompletableFuture<Void> commit = first.commit(CopyScene.copy(all));
        agreed.get(60, TimeUnit.SECONDS);
        assertThat(commit)
            .as("less than the ten seconds for which partitions are held back for a commit")
            .succeedsWithin(Duration.ofSeconds(8));
      }
      joining.join().get().close();
    } finally {
      other.shutdownNow();
    }
  }

  /** The group agrees only once the slow member has answered; nobody waits for that. */
  @Test
  void whatAWorkerKeepsGoesOnBeingCommittedWhileAnotherServerJoins() throws Exception {
    try (KafkaBackend one = scene.server("server-1");
        KafkaBackend two = scene.server("server-2");
        TestingCopier first = new TestingCopier(one, MORE)) {
      TestingCopier second;
      try (KafkaConsumer<byte[], byte[]> slow = member()) {
        slow.subscribe(List.of(scene.prefix() + "in"));
        while (slow.assignment().size() < CopyScene.PARTITIONS / 2) {
          slow.poll(Duration.ofMillis(100));
        }
        scene.awaitMembers("group", 2);
        second = new TestingCopier(two, MORE);
        scene.awaitGroup("group", KafkaRebalanceTest::isJoining);
        scene.fill(one);
        scene.awaitCopied(CopyScene.ALL / 2);
        assertThat(first.committed()).isPositive();
        scene.awaitGroup("group", KafkaRebalanceTest::isJoining);
      }
      try (TestingCopier rest = second) {
        scene.awaitCopied(CopyScene.ALL);
        assertThat(rest.committed()).isPositive();
      }
    }
    scene.assertEachOnceInOrder();
  }

  private static boolean isJoining(ConsumerGroupDescription group) {
    return group.groupState() == GroupState.PREPARING_REBALANCE;
  }

  /** A member of the group that answers when it is polled, which is up to the test. */
  private KafkaConsumer<byte[], byte[]> member() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            scene.cluster().bootstrapServers(),
            "group.id",
            scene.prefix() + "group",
            "enable.auto.commit",
            false,
            "partition.assignment.strategy",
            DealingAssignor.class.getName(),
            DealingAssignor.SERVER,
            "slow",
            DealingAssignor.WORKER,
            0),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
