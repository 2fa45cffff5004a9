package io.millrace.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers and a broker are killed, stopped and paused, and servers are added, under a steady load:
 * each event is on the success or the failure topic once, in the order of its key. Seven disasters;
 * {@code -Dmillrace.kafka.events=1000000 -Dmillrace.kafka.rate=5000} for as many as that takes.
 */
@ExtendWith(DistributionExtension.class)
final class KafkaIT {

  private static final int DISASTERS = Integer.getInteger("millrace.kafka.disasters", 7);
  private static final long EVENTS = Long.getLong("millrace.kafka.events", 0);
  private static final int RATE = Integer.getInteger("millrace.kafka.rate", 2000);
  private static final int SERVERS = 3;
  private static final long LONGER_THAN_THE_SESSION = 8_000;
  private static final int PARTITIONS = 12;

  private static final long VISIBLE_NANOS = 60_000_000_000L;

  private final Ledger ledger = new Ledger(LoadClient::isRejected);
  private final AtomicBoolean stop = new AtomicBoolean();
  private final ExecutorService clients = Executors.newCachedThreadPool();
  private final List<RunningServer> servers = new ArrayList<>();
  private int disasters;
  private final Random random = new Random(Integer.getInteger("millrace.kafka.seed", 7));
  @TempDir private Path directory;

  @AfterEach
  void end() throws InterruptedException {
    stop.set(true);
    for (RunningServer server : servers) {
      server.close();
    }
    clients.shutdownNow();
  }

  @Test
  void everyEventIsInOnePlaceOnceWhateverIsKilled(Distribution distribution) throws Exception {
    try (KafkaCluster cluster = KafkaCluster.start(1)) {
      KafkaTopics topics = new KafkaTopics(cluster.bootstrapServers());
      servers.add(start(distribution, topics, 0));
      servers.add(start(distribution, topics, 1));
      Future<Void> load = clients.submit(new KafkaLoad(topics, RATE, stop, ledger));
      for (; disasters < DISASTERS || ledger.acknowledged() < EVENTS; disasters++) {
        awaitLoad();
        disaster(disasters, distribution, topics, cluster);
      }
      awaitLoad();
      stop.set(true);
      load.get();
      judge(topics);
    }
  }

  private void disaster(
      int number, Distribution distribution, KafkaTopics topics, KafkaCluster cluster)
      throws Exception {
    int victim = random.nextInt(servers.size());
    switch (number % 5) {
      case 0 -> {
        servers.get(victim).kill();
        servers.set(victim, start(distribution, topics, victim));
      }
      case 1 -> {
        servers.get(victim).pause();
        Thread.sleep(LONGER_THAN_THE_SESSION);
        servers.get(victim).resume();
      }
      case 2 -> {
        cluster.node(0).kill();
        cluster.node(0).start();
        cluster.node(0).awaitListening();
      }
      case 3 -> {
        assertThat(servers.get(victim).stop()).as(servers.get(victim).log()).isZero();
        servers.set(victim, start(distribution, topics, victim));
      }
      default -> {
        if (servers.size() < SERVERS) {
          servers.add(start(distribution, topics, servers.size()));
        }
      }
    }
  }

  private RunningServer start(Distribution distribution, KafkaTopics topics, int number)
      throws Exception {
    Path home = Files.createDirectories(directory.resolve("server-" + number));
    Path topology =
        Files.writeString(home.resolve("topology.yaml"), LoadClient.topology(PARTITIONS));
    Path config =
        Files.writeString(
            home.resolve("server.yaml"),
            """
            backend: kafka
            kafka:
              bootstrap-servers: %s
              server-id: server-%d
              properties: { session.timeout.ms: 6000 }
            plugins: { directory: %s }
            """
                .formatted(topics.brokers(), number, distribution.home().resolve("plugins")));
    return RunningServer.start(distribution, home, "--config", config, "--topology", topology);
  }

  private void awaitLoad() throws Exception {
    long enough = ledger.acknowledged() + RATE;
    Waiting.until("more events", () -> ledger.acknowledged() >= enough);
  }

  private void judge(KafkaTopics topics) throws Exception {
    long sent = ledger.acknowledged();
    Waiting.until("all are processed", () -> topics.isDone("check", "numbers"));
    awaitVisible(topics, sent);
    List<Sighting> succeeded = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.read("wanted")) {
      succeeded.add(Sighting.of(new String(record.value(), UTF_8)));
    }
    List<Sighting> failed = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.read("check-failures")) {
      failed.add(Sighting.of(FailureRecord.read(new String(record.value(), UTF_8)).original()));
    }
    System.out.printf(
        "%d disasters, %d events sent, %d in doubt, %d succeeded, %d failed%n",
        disasters, sent, ledger.doubted(), succeeded.size(), failed.size());
    assertThat(ledger.complaints(succeeded, failed)).isEmpty();
  }

  /** A transaction that was answered is seen a moment later; what is missing then is told after. */
  private static void awaitVisible(KafkaTopics topics, long sent) throws InterruptedException {
    long deadline = System.nanoTime() + VISIBLE_NANOS;
    while (topics.count("wanted") + topics.count("check-failures") < sent
        && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
  }
}
