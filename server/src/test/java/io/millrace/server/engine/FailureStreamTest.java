package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.memory.MemoryBackend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The failure stream takes no records: a pipeline stops before the first failure, and skips none.
 */
class FailureStreamTest {

  private static final int EVENTS = 200;
  private static final int BAD = 120;
  private static final StreamPartition IN = new StreamPartition("in", 0);
  private static final String PIPELINE =
      """
      streams: { in: { partitions: 1 }, out: { partitions: 1 } }
      pipelines: { work: { from: in, stages: [ { validate: obey } ], to: out } }
      """;

  @TempDir Path directory;
  private TestingTrials trials;
  private final MemoryBackend memory = new MemoryBackend();
  private volatile Optional<BackendException> away = Optional.empty();

  @AfterEach
  void eachRecordWasCountedOutOnce() {
    trials.assertEachRecordWasCountedOutOnce();
  }

  @BeforeEach
  void dropIn() {
    trials = new TestingTrials(directory);
  }

  private Trial trial(Kind kind) {
    away = Optional.of(new BackendException(kind, "no room for failures"));
    return trials.trial(
        new FlakyBackend(
            memory,
            commit ->
                away.filter(
                    failure ->
                        commit.appends().keySet().stream()
                            .anyMatch(at -> at.stream().equals("work-failures")))),
        PIPELINE);
  }

  private static List<String> events() {
    List<String> events = new ArrayList<>();
    for (int n = 0; n < EVENTS; n++) {
      events.add("{\"n\":" + n + ",\"do\":\"" + (n == BAD ? "reject" : "pass") + "\"}");
    }
    return events;
  }

  private void assertStoppedBeforeTheFailure(Trial trial) {
    long committed = memory.committed("work").getOrDefault(IN, 0L);
    assertThat(committed).isPositive().isLessThanOrEqualTo(BAD);
    assertThat(trial.values("out")).hasSize((int) committed);
    assertThat(trial.values("work-failures")).isEmpty();
  }

  private static void assertEachInOnePlace(Trial trial) {
    assertThat(trial.values("work-failures")).singleElement().asString().contains("\\\"n\\\":120");
    List<String> good = events();
    good.remove(BAD);
    assertThat(trial.values("out")).isEqualTo(good);
  }

  @Test
  void whileItIsUnavailableThePipelineWaitsAndThenLosesNothing() {
    try (Trial trial = trial(Kind.UNAVAILABLE).start()) {
      trial.send("in", events());
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.WAITING);
      assertThat(trial.engine().states().get(0).detail()).isEqualTo("no room for failures");
      assertStoppedBeforeTheFailure(trial);

      away = Optional.empty();
      trial.awaitDone("work", "in");
      assertEachInOnePlace(trial);
    }
  }

  @Test
  void onceItIsRefusedThePipelineEndsAndTheNextStartLosesNothing() {
    try (Trial trial = trial(Kind.REFUSED).start()) {
      trial.send("in", events());
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.FAILED);
      assertThat(trial.engine().states().get(0).detail()).isEqualTo("no room for failures");
      assertStoppedBeforeTheFailure(trial);

      trial.stop();
      away = Optional.empty();
      trial.start();
      trial.awaitDone("work", "in");
      assertEachInOnePlace(trial);
    }
  }

  @Test
  void whatWaitsForItIsNotCommittedByAStop() {
    try (Trial trial = trial(Kind.UNAVAILABLE).start()) {
      trial.send("in", events());
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.WAITING);
      trial.stop();
      assertStoppedBeforeTheFailure(trial);
    }
  }
}
