package io.millrace.server.stream.kafka;

import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.kafka.broker.KafkaProxy;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three brokers, three copies of everything, of which two must be there. */
@Timeout(400)
class KafkaThreeBrokersTest {

  private static final int ROUND = 20;

  private static KafkaCluster cluster;

  @BeforeAll
  static void start() {
    cluster = KafkaCluster.start(3);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void brokersAreRestartedOneAfterTheOther() throws Exception {
    CopyScene scene = new CopyScene(cluster, TestingKafka.STEADY);
    try (KafkaBackend one = scene.server("server-1");
        KafkaBackend two = scene.server("server-2");
        TestingCopier first = new TestingCopier(one, ROUND);
        TestingCopier second = new TestingCopier(two, ROUND)) {
      scene.fill(one);
      for (int i = 0; i < 3; i++) {
        scene.awaitCopied((i + 1) * CopyScene.ALL / 6);
        cluster.node(i).stop();
        cluster.node(i).start();
        awaitInSync();
      }
      scene.awaitCopied(CopyScene.ALL);
      assertThat(first.committed() + second.committed()).isPositive();
    }
    scene.assertEachOnceInOrder();
  }

  @Test
  void newTopicsHaveAsManyCopiesAsIsSaid() throws Exception {
    KafkaSettings settings =
        new KafkaSettings(
            cluster.bootstrapServers(),
            "server-1",
            KafkaCluster.uniqueName(),
            true,
            Optional.of((short) 2),
            200_000,
            Map.of());
    try (KafkaBackend backend = KafkaBackend.open(settings);
        Admin admin = admin()) {
      backend.declare(List.of(StreamSpec.of("a", 3)));
      String topic = settings.topic("a");
      assertThat(
              admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get().partitions())
          .hasSize(3)
          .allMatch(partition -> partition.replicas().size() == 2);
    }
  }

  @Test
  void theCoordinatorAloneIsOutOfReach() throws Exception {
    CopyScene scene = new CopyScene(cluster, TestingKafka.STEADY);
    List<KafkaProxy> proxies =
        IntStream.range(0, 3).mapToObj(i -> cluster.node(i).proxy(i)).toList();
    try (KafkaBackend filler = scene.server("filler");
        KafkaBackend server = scene.proxied("server-1");
        TestingCopier copier = new TestingCopier(server, ROUND)) {
      scene.fill(filler);
      scene.awaitCopied(CopyScene.ALL / 6);
      KafkaProxy coordinator = proxies.get(coordinator(scene.prefix() + "group-server-1-0") - 1);
      coordinator.refuse();
      while (server.complaints().isEmpty()) {
        Thread.sleep(20);
      }
      coordinator.heal();
      scene.awaitCopied(CopyScene.ALL);
      assertThat(copier.committed()).isPositive();
    } finally {
      proxies.forEach(KafkaProxy::close);
    }
    scene.assertEachOnceInOrder();
  }

  @Test
  void whoFollowsIsToldInTimeThoughAnotherStreamHasNoLeader() throws Exception {
    String prefix = KafkaCluster.uniqueName();
    try (KafkaBackend backend = withOneCopy(prefix, "server-1");
        KafkaBackend writer = withOneCopy(prefix, "server-2")) {
      int dead = leaderOfAnother(prefix + "lost", leaders(prefix + "alive").get(0));
      Semaphore told = new Semaphore(0);
      var lost = backend.onAppend("lost", () -> {});
      var alive = backend.onAppend("alive", told::release);
      cluster.node(dead - 1).kill();
      try {
        for (int i = 0; i < 5; i++) {
          Thread.sleep(500); // a question about the lost one is on its way, most of the time
          told.drainPermits();
          writer.append(Map.of(new StreamPartition("alive", 0), values("x"))).join();
          assertThat(told.tryAcquire(1, TimeUnit.SECONDS)).as("told in time").isTrue();
        }
        assertThat(backend.complaints()).asString().contains("followed streams");
      } finally {
        cluster.node(dead - 1).start();
        cluster.node(dead - 1).awaitListening();
        awaitInSync();
      }
      lost.close();
      alive.close();
    }
  }

  private static KafkaBackend withOneCopy(String prefix, String serverId) {
    KafkaBackend backend =
        KafkaBackend.open(
            new KafkaSettings(
                cluster.bootstrapServers(),
                serverId,
                prefix,
                true,
                Optional.of((short) 1),
                200_000,
                TestingKafka.STEADY));
    backend.declare(List.of(StreamSpec.of("lost", 3), StreamSpec.of("alive", 1)));
    return backend;
  }

  private static int leaderOfAnother(String topic, int not) throws Exception {
    return leaders(topic).stream().filter(leader -> leader != not).findFirst().orElseThrow();
  }

  /** The broker that leads each partition of a topic. */
  private static List<Integer> leaders(String topic) throws Exception {
    try (Admin admin = admin()) {
      return admin
          .describeTopics(List.of(topic))
          .topicNameValues()
          .get(topic)
          .get()
          .partitions()
          .stream()
          .map(partition -> partition.leader().id())
          .toList();
    }
  }

  /** Until every partition has all its copies again. */
  private static void awaitInSync() throws Exception {
    try (Admin admin = admin()) {
      while (!isInSync(admin)) {
        Thread.sleep(100);
      }
    }
  }

  private static boolean isInSync(Admin admin) throws InterruptedException {
    try {
      Set<String> all = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
      return admin.describeTopics(all).allTopicNames().get().values().stream()
          .flatMap(topic -> topic.partitions().stream())
          .allMatch(partition -> partition.isr().size() == partition.replicas().size());
    } catch (ExecutionException e) {
      return false;
    }
  }

  private static Admin admin() {
    return Admin.create(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()));
  }

  private static int coordinator(String transactionalId) throws Exception {
    try (Admin admin = admin()) {
      return admin
          .describeTransactions(List.of(transactionalId))
          .description(transactionalId)
          .get()
          .coordinatorId();
    }
  }
}
