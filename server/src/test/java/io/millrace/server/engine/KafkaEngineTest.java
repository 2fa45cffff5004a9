package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.TestingRecords;
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
      Trial.await(() -> trial.engine().states().get(0).lag() == 0);
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

  /** What others write is seen, though nothing is fetched while there is no room for more. */
  @Test
  void lagGrowsWhileAnEventWaitsAndNothingIsFetched() {
    String waits =
        """
        streams: { in: { partitions: 1 }, out: { partitions: 1 } }
        pipelines:
          wait: { from: in, stages: [ { enrich: ask, with: { file: %s } } ], to: out }
        """;
    List<String> large =
        Collections.nCopies(
            50, "{\"n\":1,\"do\":\"ask\",\"text\":\"" + "x".repeat(150_000) + "\"}");
    String prefix = KafkaCluster.uniqueName();
    try (Trial trial = trial(prefix, waits.formatted(directory.resolve("flag"))).start();
        Backend other = KafkaBackend.open(settings("server-2", prefix))) {
      other.declare(List.of(StreamSpec.of("in", 1)));
      append(other, large);
      append(other, large);
      Trial.await(() -> trial.engine().states().get(0).lag() >= 100);
      append(other, large);

      Trial.await(() -> trial.engine().states().get(0).lag() >= 150);
    }
  }

  private static void append(Backend backend, List<String> values) {
    backend
        .append(
            Map.of(
                new StreamPartition("in", 0), TestingRecords.values(values.toArray(String[]::new))))
        .join();
  }

  private Trial trial() {
    return trial(SINK.formatted(directory.resolve("delivered")));
  }

  private Trial trial(String topology) {
    return trial(KafkaCluster.uniqueName(), topology);
  }

  private Trial trial(String prefix, String topology) {
    return new Trial(KafkaBackend.open(settings("server-1", prefix)), directory, topology);
  }

  private KafkaSettings settings(String server, String prefix) {
    return new KafkaSettings(
        cluster.bootstrapServers(), server, prefix, true, Optional.empty(), 200_000, Map.of());
  }

  /** Every tenth is refused. */
  private static List<String> events(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> "{\"n\":" + n + ",\"do\":\"" + (n % 10 == 7 ? "refuse" : "pass") + "\"}")
        .toList();
  }
}
