package io.millrace.server.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The brokers are away, stand still, or wait in vain for a slow worker. The brokers are away for
 * some seconds; ten minutes with {@code -Dmillrace.kafka.outage=600}.
 */
@Timeout(1000)
class KafkaOutageTest {

  private static final int OUTAGE_SECONDS = Integer.getInteger("millrace.kafka.outage", 8);
  private static final int ROUND = 50;
  private static final long MEGABYTE = 1 << 20;
  private static final Limits FEW = new Limits(ROUND, 1_000_000);

  private final KafkaCluster cluster = KafkaCluster.shared();

  @Test
  void whenAllBrokersAreAwayItWaitsSaysSoAndGoesOn() throws Exception {
    Map<String, String> properties = new HashMap<>(TestingKafka.STEADY);
    properties.put("transaction.timeout.ms", "3000");
    CopyScene scene = new CopyScene(cluster, properties);
    try (KafkaBackend server = scene.server("server-1");
        TestingCopier copier = new TestingCopier(server, ROUND)) {
      scene.fill(server);
      scene.awaitCopied(ROUND);
      long before = usedHeap();
      cluster.node(0).kill();
      try {
        await(Duration.ofSeconds(OUTAGE_SECONDS));
        while (server.complaints().isEmpty()) {
          await(Duration.ofMillis(20));
        }
        assertThat(usedHeap() - before).as("more heap in use").isLessThan(32 * MEGABYTE);
      } finally {
        cluster.node(0).start();
        cluster.node(0).awaitListening();
      }
      scene.awaitCopied(CopyScene.ALL);
      assertThat(copier.committed()).isPositive();
      while (!server.complaints().isEmpty()) {
        Thread.sleep(20);
      }
    }
    scene.assertEachOnceInOrder();
  }

  /** Longer than a transaction may be open: the brokers abort it, and the round is made again. */
  @Test
  void aTransactionThatTimedOutIsMadeAgainOnce() throws Exception {
    Map<String, String> properties = new HashMap<>(TestingKafka.STEADY);
    properties.put("transaction.timeout.ms", "2000");
    CopyScene scene = new CopyScene(cluster, properties);
    AtomicBoolean paused = new AtomicBoolean();
    try (KafkaBackend filler = scene.server("filler");
        KafkaBackend server =
            scene.server(
                "server-1",
                point -> {
                  if (point == FaultPoint.OFFSETS_SENT && paused.compareAndSet(false, true)) {
                    standStill(scene.prefix() + "group-server-1-0");
                  }
                });
        TestingCopier copier = new TestingCopier(server, ROUND)) {
      scene.fill(filler);
      scene.awaitCopied(CopyScene.ALL);
      assertThat(copier.committed()).isPositive();
    }
    scene.assertEachOnceInOrder();
    assertThat(scene.attempted().size() - CopyScene.ALL)
        .as("what was aborted is one round")
        .isEqualTo(ROUND);
  }

  private void standStill(String transactionalId) {
    cluster.node(0).pause();
    try {
      await(Duration.ofSeconds(3));
    } finally {
      cluster.node(0).resume();
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      while (state(admin, transactionalId) == TransactionState.ONGOING) {
        await(Duration.ofMillis(50));
      }
    }
  }

  private static TransactionState state(Admin admin, String transactionalId) {
    try {
      return admin
          .describeTransactions(List.of(transactionalId))
          .description(transactionalId)
          .get()
          .state();
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      return TransactionState.ONGOING;
    }
  }

  @Test
  void aWorkerSlowerThanTheLongestPollKeepsItsPlace() throws Exception {
    Map<String, String> properties = new HashMap<>(TestingKafka.STEADY);
    properties.put("max.poll.interval.ms", "4000");
    CopyScene scene = new CopyScene(cluster, properties);
    try (KafkaBackend slow = scene.server("server-1");
        KafkaBackend other = scene.server("server-2")) {
      scene.fill(slow);
      Intake intake = slow.open(new IntakeSpec("group", List.of("in"), 0, 1));
      awaitPartitions(intake, CopyScene.PARTITIONS);
      try (TestingCopier neighbour = new TestingCopier(other, ROUND)) {
        awaitPartitions(intake, CopyScene.PARTITIONS / 2);
        intake.rewind();
        List<Batch> mine = intake.poll(FEW, Duration.ofSeconds(30));
        assertThat(mine).isNotEmpty();
        await(Duration.ofSeconds(9));
        intake.commit(CopyScene.copy(mine)).join();
        intake.close();
        scene.awaitCopied(CopyScene.ALL);
        assertThat(neighbour.committed()).isPositive();
      }
    }
    scene.assertEachOnceInOrder();
    assertThat(scene.attempted()).as("nothing was made twice").hasSize(CopyScene.ALL);
  }

  private static void awaitPartitions(Intake intake, int count) {
    while (intake.lag().size() != count) {
      await(Duration.ofMillis(20));
    }
  }

  /** The fault takes its time; there is nothing that tells its end. */
  private static void await(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
