package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.kafka.KafkaBackend;
import io.millrace.server.stream.kafka.KafkaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine on a real broker: sinks, lag, and when it is ready. */
@Timeout(180)
class KafkaEngineTest {

  private static final String SINK =
      """
      streams:
        in: { partitions: 3 }
      sinks:
        store:
          from: in
          deliver: write
          with: { file: %s }
      """;

  private static final String BACKLOG =
      """
      streams:
        in: { partitions: 1 }
        out: { partitions: 1 }
      pipelines:
        pass: { from: in, to: [ out ] }
      """;

  @TempDir Path directory;

  private final KafkaCluster cluster = KafkaCluster.shared();

  @BeforeEach
  void dropIn() {
    TrialPlugin.dropInto(directory);
  }

  @Test
  void aSinkDeliversAllOfATopicAndRefusalsGoToItsFailures() throws IOException {
    try (Trial trial = trial().start()) {
      trial.send("in", events(90));
      trial.awaitDone("store", "in");
      trial.assertIdentity("store", 90);
      assertThat(trial.values("store-failures")).hasSize(9);
      assertThat(Files.readAllLines(directory.resolve("delivered")))
          .hasSize(81)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void lagIsShownForEachPartition() {
    try (Trial trial = trial().start()) {
      trial.send("in", events(90));
      trial.awaitDone("store", "in");
      for (int partition = 0; partition < 3; partition++) {
        String lag =
            "millrace_lag_records{partition=\"%d\",pipeline=\"store\",stream=\"in\"} 0"
                .formatted(partition);
        Trial.await(() -> trial.scrape().contains(lag));
      }
      assertThat(trial.engine().states().get(0).lag()).isZero();
    }
  }

  @Test
  void itRunsOnceItsPartitionsHaveBeenDealt() {
    try (Trial trial = trial()) {
      cluster.node(0).pause();
      try {
        trial.start();
        PipelineState state = trial.engine().states().get(0);
        assertThat(state.phase()).isEqualTo(PipelineState.Phase.STARTING);
        assertThat(state.detail()).contains("has not dealt its partitions yet");
      } finally {
        cluster.node(0).resume();
      }
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.RUNNING);
    }
  }

  /** What has been fetched is worked off at once, though there is more to fetch. */
  @Test
  void aBacklogOfSmallRecordsNeverStandsStill() {
    try (Trial trial = trial(BACKLOG)) {
      trial.send("in", Collections.nCopies(60_000, "{\"text\":\"" + "x".repeat(80) + "\"}"));
      trial.start(
          new EngineSettings(
              2,
              new Limits(4096, 4 << 20),
              8 << 20,
              2,
              Duration.ofMillis(5),
              Duration.ofMillis(50),
              1000,
              Duration.ofSeconds(30),
              Duration.ofSeconds(20)));
      Trial.await(() -> trial.count("pass", "succeeded") >= 60_000);
      trial.assertIdentity("pass", 60_000);
    }
  }

  private Trial trial() {
    return trial(SINK.formatted(directory.resolve("delivered")));
  }

  private Trial trial(String topology) {
    KafkaSettings settings =
        new KafkaSettings(
            cluster.bootstrapServers(),
            "server-1",
            KafkaCluster.uniqueName(),
            true,
            Optional.empty(),
            200_000,
            Map.of());
    Backend backend = KafkaBackend.open(settings);
    return new Trial(backend, directory, topology);
  }

  /** Every tenth is refused. */
  private static List<String> events(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> "{\"n\":" + n + ",\"do\":\"" + (n % 10 == 7 ? "refuse" : "pass") + "\"}")
        .toList();
  }
}
