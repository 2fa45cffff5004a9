package io.millrace.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.kafka.broker.KafkaNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
 * Three servers and a broker are killed, stopped and paused, and servers are taken away and added
 * again, at random, under a steady load: each event is on the success or the failure topic once,
 * each partition in its order, and all servers have their share at the end. Seven disasters; {@code
 * -Dmillrace.kafka.events=1000000 -Dmillrace.kafka.rate=5000 -Dmillrace.kafka.brokers=3} for as
 * many as that takes.
 */
@ExtendWith(DistributionExtension.class)
final class KafkaIT {

  private static final int DISASTERS = Integer.getInteger("millrace.kafka.disasters", 7);
  private static final long EVENTS = Long.getLong("millrace.kafka.events", 0);
  private static final int RATE = Integer.getInteger("millrace.kafka.rate", 2000);
  private static final int BROKERS = Integer.getInteger("millrace.kafka.brokers", 1);
  private static final int SERVERS = 3;
  private static final long LONGER_THAN_THE_SESSION = 8_000;
  private static final int PARTITIONS = 12;

  private static final long VISIBLE_NANOS = 60_000_000_000L;

  private final Ledger ledger = new Ledger(LoadClient::isRejected);
  private final AtomicBoolean stop = new AtomicBoolean();
  private final ExecutorService clients = Executors.newCachedThreadPool();
  private final List<RunningServer> servers = new ArrayList<>();
  private final List<Disaster> next = new ArrayList<>();
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
    try (KafkaCluster cluster = KafkaCluster.start(BROKERS)) {
      KafkaTopics topics = new KafkaTopics(cluster.bootstrapServers());
      for (int i = 0; i < SERVERS; i++) {
        servers.add(start(distribution, topics, i));
      }
      Future<Void> load = clients.submit(new KafkaLoad(topics, RATE, stop, ledger));
      for (; disasters < DISASTERS || ledger.acknowledged() < EVENTS; disasters++) {
        awaitLoad();
        int victim = random.nextInt(SERVERS);
        Disaster disaster = draw();
        System.out.printf("%d events: %s, server %d%n", ledger.acknowledged(), disaster, victim);
        strike(disaster, victim, distribution, topics, cluster);
      }
      awaitLoad();
      awaitShares();
      stop.set(true);
      load.get();
      judge(topics);
    }
  }

  /** What may happen. */
  private enum Disaster {
    SERVER_KILLED_AND_STARTED,
    SERVER_KILLED_AND_ADDED_LATER,
    SERVER_STOPPED_AND_STARTED,
    SERVER_PAUSED,
    BROKER_KILLED_AND_STARTED
  }

  /** Each of them before one comes again. */
  private Disaster draw() {
    if (next.isEmpty()) {
      next.addAll(List.of(Disaster.values()));
      Collections.shuffle(next, random);
    }
    return next.remove(0);
  }

  private void strike(
      Disaster disaster,
      int victim,
      Distribution distribution,
      KafkaTopics topics,
      KafkaCluster cluster)
      throws Exception {
    RunningServer server = servers.get(victim);
    switch (disaster) {
      case SERVER_KILLED_AND_STARTED -> {
        server.kill();
        servers.set(victim, start(distribution, topics, victim));
      }
      case SERVER_KILLED_AND_ADDED_LATER -> {
        server.kill();
        Thread.sleep(LONGER_THAN_THE_SESSION);
        servers.set(victim, start(distribution, topics, victim));
      }
      case SERVER_STOPPED_AND_STARTED -> {
        assertThat(server.stop()).as(server.log()).isZero();
        servers.set(victim, start(distribution, topics, victim));
      }
      case SERVER_PAUSED -> {
        server.pause();
        Thread.sleep(LONGER_THAN_THE_SESSION);
        server.resume();
      }
      case BROKER_KILLED_AND_STARTED -> {
        KafkaNode broker = cluster.node(random.nextInt(BROKERS));
        broker.kill();
        broker.start();
        broker.awaitListening();
      }
    }
  }

  /** Whoever was fenced or taken away goes on: every server has as many partitions as another. */
  private void awaitShares() throws Exception {
    Waiting.until(
        "an even share for each server",
        () -> {
          Set<String> all = new HashSet<>();
          for (RunningServer server : servers) {
            Set<String> own = partitions(server);
            if (own.size() != PARTITIONS / SERVERS) {
              return false;
            }
            all.addAll(own);
          }
          return all.size() == PARTITIONS;
        });
  }

  /** The partitions that a server's health says it reads. */
  private static Set<String> partitions(RunningServer server) throws Exception {
    Set<String> partitions = new HashSet<>();
    for (JsonNode component :
        Page.json(server.streams().text("/health/ready")).path("components")) {
      component.path("lag").fieldNames().forEachRemaining(partitions::add);
    }
    return partitions;
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
      succeeded.add(sighting(record, new String(record.value(), UTF_8)));
    }
    List<Sighting> failed = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.read("check-failures")) {
      String failure = new String(record.value(), UTF_8);
      failed.add(sighting(record, FailureRecord.read(failure).original()));
    }
    System.out.printf(
        "%d disasters, %d events sent, %d in doubt, %d succeeded, %d failed%n",
        disasters, sent, ledger.doubted(), succeeded.size(), failed.size());
    assertThat(ledger.complaints(succeeded, failed)).isEmpty();
  }

  /** One client writes ascending numbers, so each partition has them in that order. */
  private static Sighting sighting(ConsumerRecord<byte[], byte[]> record, String event)
      throws IOException {
    return new Sighting("partition " + record.partition(), Sighting.of(event).number());
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
