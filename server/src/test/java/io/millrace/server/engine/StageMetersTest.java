package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.memory.MemoryBackend;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the stages of running pipelines count, as Prometheus reads it. */
class StageMetersTest {

  @TempDir Path directory;

  @BeforeEach
  void dropIn() {
    TrialPlugin.dropInto(directory);
  }

  private Trial trial() {
    String yaml =
        """
        streams: { in: { partitions: 1 }, out: { partitions: 1 } }
        pipelines:
          work: { from: in, stages: [ validate: obey ], to: out }
        sinks:
          write: { from: out, deliver: write, with: { file: %s } }
        """
            .formatted(directory.resolve("written"));
    return new Trial(new MemoryBackend(), directory, yaml).start();
  }

  private static double value(Trial trial, String meter, String stage) {
    return trial
        .scrape()
        .lines()
        .filter(line -> line.startsWith(meter + "{") && line.contains("stage=\"" + stage + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static void sendOneByOne(Trial trial, int count) {
    for (int i = 0; i < count; i++) {
      trial.send("in", List.of("{}"));
      trial.awaitDone("work", "in");
      trial.awaitDone("write", "out");
    }
  }

  @Test
  void everyCallIsCountedHoweverFewComeAtATime() {
    try (Trial trial = trial()) {
      sendOneByOne(trial, 15);

      assertThat(value(trial, "millrace_stage_events_total", "obey")).isEqualTo(15);
      assertThat(value(trial, "millrace_stage_seconds_count", "obey")).isEqualTo(15);
      assertThat(value(trial, "millrace_stage_seconds_sum", "obey")).isPositive();
      assertThat(value(trial, "millrace_stage_events_total", "write")).isEqualTo(15);
      assertThat(value(trial, "millrace_stage_seconds_count", "write")).isEqualTo(15);
    }
  }

  @Test
  void everyCallIsCountedIfManyComeAtOnce() {
    try (Trial trial = trial()) {
      trial.send("in", Collections.nCopies(1_000, "{}"));
      trial.awaitDone("work", "in");
      trial.awaitDone("write", "out");

      assertThat(value(trial, "millrace_stage_seconds_count", "obey")).isEqualTo(1_000);
      assertThat(value(trial, "millrace_stage_events_total", "write")).isEqualTo(1_000);
      assertThat(value(trial, "millrace_stage_seconds_count", "write")).isBetween(1.0, 1_000.0);
    }
  }
}
