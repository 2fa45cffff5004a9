package io.millrace.server.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.kafka.broker.KafkaProxy;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bad network between server and broker: what was asked takes effect once. */
@Timeout(180)
class KafkaNetworkTest {

  private static final int END_TXN = 26;
  private static final int ROUND = 100;
  private static final Limits ALL = new Limits(100_000, 100_000_000);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final KafkaProxy proxy =
      KafkaCluster.shared().node(0).proxy(Long.getLong("millrace.kafka.seed", 5));
  private final CopyScene scene = new CopyScene(KafkaCluster.shared(), TestingKafka.STEADY);

  @AfterEach
  void close() {
    proxy.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aCommitWhoseReplyIsLostIsFinishedAndNotMadeAgain(int lost) {
    try (KafkaBackend filler = scene.server("filler");
        KafkaBackend server = scene.proxied("server-1")) {
      scene.fill(filler);
      try (Intake intake = open(server)) {
        List<Batch> batches = polled(intake);
        proxy.loseReplies(END_TXN, lost);
        intake.commit(CopyScene.copy(batches)).join();
        assertThat(proxy.cuts()).isEqualTo(lost);
        assertThat(intake.poll(ALL, SOON)).isEmpty();
      }
    }
    scene.assertEachOnceInOrder();
    assertThat(scene.attempted()).as("nothing was written twice").hasSize(CopyScene.ALL);
  }

  @Test
  void aCommitThatIsNeverAnsweredIsLookedUp() {
    try (KafkaBackend filler = scene.server("filler");
        KafkaBackend server = scene.proxied("server-1")) {
      scene.fill(filler);
      CompletableFuture<Void> commit;
      try (Intake intake = open(server)) {
        List<Batch> batches = polled(intake);
        proxy.loseReplies(END_TXN, Integer.MAX_VALUE);
        commit = intake.commit(CopyScene.copy(batches));
      }
      assertThat(proxy.cuts()).isPositive();
      assertThat(commit).as("found out by what the group has committed").isCompleted();
      proxy.heal();
      try (Intake heir = open(server)) {
        assertThat(heir.poll(ALL, SOON)).isEmpty();
      }
    }
    scene.assertEachOnceInOrder();
    assertThat(scene.attempted()).as("nothing was written twice").hasSize(CopyScene.ALL);
  }

  @Test
  void aSlowNetworkThatCutsConnectionsOnlySlowsItDown() throws Exception {
    try (KafkaBackend filler = scene.server("filler")) {
      scene.fill(filler);
      proxy.delay(Duration.ofMillis(200));
      proxy.cut(0.03);
      try (KafkaBackend server = scene.proxied("server-1");
          TestingCopier copier = new TestingCopier(server, ROUND)) {
        scene.awaitCopied(CopyScene.ALL);
        assertThat(copier.committed()).isPositive();
      }
    }
    assertThat(proxy.cuts()).as("connections that were cut").isPositive();
    scene.assertEachOnceInOrder();
  }

  @Test
  void halfOpenConnectionsAreGivenUpAndMadeAnew() throws Exception {
    try (KafkaBackend filler = scene.server("filler");
        KafkaBackend server = scene.proxied("server-1");
        TestingCopier copier = new TestingCopier(server, ROUND)) {
      scene.fill(filler);
      scene.awaitCopied(ROUND);
      proxy.silence();
      while (server.complaints().isEmpty()) {
        Thread.sleep(20);
      }
      proxy.heal();
      scene.awaitCopied(CopyScene.ALL);
      assertThat(copier.committed()).isPositive();
      while (!server.complaints().isEmpty()) {
        Thread.sleep(20);
      }
    }
    scene.assertEachOnceInOrder();
  }

  private static Intake open(KafkaBackend backend) {
    return backend.open(new IntakeSpec("group", List.of("in"), 0, 1));
  }

  /** All that the scene was filled with, however the fetches cut it. */
  private static List<Batch> polled(Intake intake) {
    List<Batch> batches = new ArrayList<>();
    while (batches.stream().mapToInt(Batch::count).sum() < CopyScene.ALL) {
      batches.addAll(intake.poll(ALL, SOON));
    }
    return batches;
  }
}
