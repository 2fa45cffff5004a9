package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.LoggedEvents;
import io.millrace.server.stream.memory.MemoryBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline whose stage does not come back from many events. */
class LostWorkersTest {

  private static final String PIPELINE =
      """
      streams: { in: { partitions: 1 }, out: { partitions: 1 } }
      pipelines:
        work:
          from: in
          stages: [ validate: obey ]
          to: out
      """;
  private static final String HOLD = "{\"n\":1,\"do\":\"hold\"}";
  private static final String PASS = "{\"n\":2,\"do\":\"pass\"}";
  private static final Pattern LAG =
      Pattern.compile("millrace_lag_records\\{[^}]*pipeline=\"work\"[^}]*} (\\d+)");

  @TempDir Path directory;

  @BeforeEach
  void dropIn() {
    TrialPlugin.dropInto(directory);
  }

  @AfterEach
  void release() {
    System.clearProperty("trial.hold");
  }

  private static EngineSettings impatient() {
    return Trial.settings(1, Duration.ofMillis(300), Duration.ofSeconds(5));
  }

  private static long shownLag(Trial trial) {
    Matcher matcher = LAG.matcher(trial.scrape());
    long lag = -1;
    while (matcher.find()) {
      lag = Math.max(lag, Long.parseLong(matcher.group(1)));
    }
    return lag;
  }

  @Test
  void noRecordIsBlamedForASinkThatHangsWithNothingToDo() throws IOException {
    String yaml =
        """
        streams: { in: { partitions: 1 } }
        sinks:
          write: { from: in, deliver: write, with: { file: %s } }
        """
            .formatted(directory.resolve("written"));
    try (Trial trial = new Trial(new MemoryBackend(), directory, yaml).start(impatient())) {
      trial.send("in", List.of(PASS));
      trial.awaitDone("write", "in");
      Path hangs = Files.createFile(directory.resolve("idles-for-ever"));
      AtomicReference<String> detail = new AtomicReference<>("");
      Trial.await(
          () -> {
            detail.set(trial.engine().states().get(0).detail());
            return detail.get().contains("does not come back");
          });
      Files.delete(hangs);

      assertThat(detail.get()).isEqualTo("stage write does not come back");
    }
  }

  @Test
  void aStopWaitsForACallNoLongerThanTheCallMayTake() {
    for (String order : List.of("sleep", "hold")) {
      System.setProperty("trial.hold", "true");
      try (LoggedEvents logged = LoggedEvents.of(WorkerThread.class);
          Trial trial =
              new Trial(new MemoryBackend(), directory, PIPELINE)
                  .start(Trial.settings(1, Duration.ofSeconds(2), Duration.ofMinutes(1)))) {
        trial.send("in", List.of("{\"n\":1,\"do\":\"" + order + "\"}"));
        Trial.await(LostWorkersTest::isInACall);
        long since = System.nanoTime();
        trial.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - since))
            .as(order)
            .isLessThan(Duration.ofSeconds(30));
        assertThat(logged.count("a call takes too long, at in/0@0")).isEqualTo(1);
        assertThat(trial.values("work-failures")).hasSize(order.equals("sleep") ? 1 : 0);
      }
      System.clearProperty("trial.hold");
    }
  }

  private static boolean isInACall() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("millrace-work-"))
        .flatMap(thread -> Arrays.stream(thread.getValue()))
        .anyMatch(frame -> frame.getClassName().contains("GuardedValidator"));
  }

  @Test
  void aPipelineThatStandsShowsWhyAndHowFarBehindItIsAndGoesOn() {
    System.setProperty("trial.hold", "true");
    try (Trial trial = new Trial(new MemoryBackend(), directory, PIPELINE).start(impatient())) {
      trial.send("in", Collections.nCopies(LostCalls.MOST + 1, HOLD));
      Trial.await(
          () -> trial.engine().states().get(0).detail().contains("did not come back from more"));
      trial.send("in", List.of(PASS, PASS, PASS));

      Trial.await(() -> shownLag(trial) == 4);
      assertThat(trial.engine().states().get(0).phase()).isEqualTo(PipelineState.Phase.FAILED);
      assertThat(trial.engine().states().get(0).lag()).isEqualTo(4);
      assertThat(trial.scrape())
          .contains("millrace_input_records_total{pipeline=\"work\"} ")
          .contains("millrace_waiting_partitions{pipeline=\"work\"} 1");

      // The calls end, and what they kept goes on by itself.
      System.clearProperty("trial.hold");
      trial.awaitDone("work", "in");
      trial.assertIdentity("work", LostCalls.MOST + 1 + 3);
      assertThat(trial.values("out")).hasSize(3);
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.RUNNING);
      Trial.await(() -> shownLag(trial) == 0);
    }
  }
}
