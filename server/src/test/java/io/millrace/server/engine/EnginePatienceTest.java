package io.millrace.server.engine;

import static io.millrace.server.engine.TestingEvents.codes;
import static io.millrace.server.engine.TestingEvents.event;
import static io.millrace.server.engine.TestingEvents.events;
import static io.millrace.server.engine.TestingEvents.json;
import static io.millrace.server.engine.TestingEvents.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stages that are away, take too long or never come back. */
class EnginePatienceTest {

  @TempDir Path directory;
  private TestingTrials trials;

  @BeforeEach
  void dropIn() {
    trials = new TestingTrials(directory);
  }

  @AfterEach
  void eachRecordWasCountedOutOnce() {
    trials.assertEachRecordWasCountedOutOnce();
  }

  @Test
  void anEventWaitsForWhatIsUnavailableAndLosesNothing() throws IOException {
    try (Trial trial = trials.work("").start()) {
      trial.send("in", events(400, 50, "ask"));
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.WAITING);
      assertThat(trial.engine().states().get(0).detail()).contains("trial.away");

      Files.createFile(directory.resolve("flag"));
      trial.awaitDone("work", "in");

      assertThat(trial.values("work-failures")).isEmpty();
      assertThat(new HashSet<>(numbers(trial.values("out")))).hasSize(400);
    }
  }

  @Test
  void whileAnEventWaitsItIsShownHowFarThePipelineFallsBehind() {
    try (Trial trial = trials.work("").start()) {
      trial.send("in", Collections.nCopies(10, event(1, "ask")));
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.WAITING);
      Trial.await(() -> trial.engine().states().get(0).lag() == 10);
      trial.send("in", Collections.nCopies(20, event(2, "ask")));

      Trial.await(() -> trial.engine().states().get(0).lag() == 30);
    }
  }

  @Test
  void aTopologyMayCapTheWait() {
    try (Trial trial = trials.work("give-up-after: 50ms").start()) {
      trial.send("in", List.of(event(1, "ask"), event(2, "pass")));
      trial.awaitDone("work", "in");

      JsonNode failure = json(trial.values("work-failures").get(0));
      assertThat(failure.at("/failures/0/kind").asText()).isEqualTo("UNAVAILABLE");
      assertThat(failure.at("/attempt").asInt()).isGreaterThan(1);
      assertThat(numbers(trial.values("out"))).containsExactly(2);
    }
  }

  @Test
  void aStopWhileWaitingLosesNothing() throws IOException {
    try (Trial trial = trials.work("").start()) {
      trial.send("in", events(100, 50, "ask"));
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.WAITING);
      trial.stop();

      Files.createFile(directory.resolve("flag"));
      trial.start();
      trial.awaitDone("work", "in");

      List<Integer> numbers = numbers(trial.values("out"));
      assertThat(numbers).hasSize(100);
      assertThat(new HashSet<>(numbers)).hasSize(100);
    }
  }

  @Test
  void aCallThatTakesTooLongIsInterrupted() {
    try (Trial trial = trials.work("").start(impatient())) {
      trial.send("in", List.of(event(1, "pass"), event(2, "sleep"), event(3, "pass")));
      trial.awaitDone("work", "in");

      assertThat(codes(trial.values("work-failures"))).containsOnlyKeys("plugin.overdue");
      assertThat(numbers(trial.values("out"))).containsExactlyInAnyOrder(1, 3);
    }
  }

  @Test
  void aCallThatNeverComesBackCostsItsWorkerAndItsEventOnly() {
    try (Trial trial = trials.work("").start(impatient())) {
      List<String> events = new ArrayList<>();
      for (int n = 0; n < 40; n++) {
        events.add(event(n, n == 20 ? "hang" : "pass"));
      }
      trial.send("in", events);
      trial.awaitDone("work", "in");

      assertThat(codes(trial.values("work-failures"))).isEqualTo(Map.of("plugin.timed-out", 1L));
      assertThat(new HashSet<>(numbers(trial.values("out")))).hasSize(39);
      assertThat(trial.values("out")).hasSize(39);
    }
  }

  @Test
  void aWorkerThatCannotBeMadeAnewIsTriedAgain() throws IOException {
    try (Trial trial = trials.work("").start(impatient())) {
      Files.createFile(directory.resolve("refused"));
      trial.send("in", List.of(event(1, "hang"), event(2, "pass")));
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.FAILED);
      assertThat(trial.engine().states().get(0).detail()).contains("lets nobody in");

      Files.delete(directory.resolve("refused"));
      trial.awaitDone("work", "in");

      assertThat(codes(trial.values("work-failures"))).containsOnlyKeys("plugin.timed-out");
      assertThat(trial.engine().states().get(0).phase()).isEqualTo(PipelineState.Phase.RUNNING);
    }
  }

  @Test
  void eachRecordThatHangsIsStoredBeforeTheNextIsTried() {
    try (Trial trial = trials.work("").start(impatient())) {
      List<String> events = new ArrayList<>();
      for (int n = 0; n < 32; n++) {
        events.add(event(n, n % 4 == 0 && n < 12 ? "hang" : "pass"));
      }
      trial.send("in", events);
      trial.awaitDone("work", "in");

      assertThat(codes(trial.values("work-failures"))).isEqualTo(Map.of("plugin.timed-out", 3L));
      assertThat(trial.values("out")).hasSize(29);
    }
  }

  @Test
  void aPipelineWhoseStageDoesNotComeBackIsNotSimplyRunning() {
    // Not too impatient: it hangs for as long as what follows is looked at.
    try (Trial trial = trials.work("").start(impatient(Duration.ofSeconds(3)))) {
      trial.send("in", List.of(event(1, "hang"), event(2, "pass")));

      Trial.await(
          () ->
              trial.engine().states().get(0).phase() == PipelineState.Phase.WAITING
                  && trial.engine().states().get(0).detail().contains("obey does not come back"));
      assertThat(trial.scrape()).contains("millrace_waiting_partitions{pipeline=\"work\"} ");
      assertThat(trial.scrape()).doesNotContain("millrace_waiting_partitions{pipeline=\"work\"} 0");
      trial.awaitDone("work", "in");
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.RUNNING);
    }
  }

  private static EngineSettings impatient() {
    return impatient(Duration.ofMillis(300));
  }

  private static EngineSettings impatient(Duration callTimeout) {
    return Trial.settings(2, callTimeout, Duration.ofSeconds(5));
  }
}
