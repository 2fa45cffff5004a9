package io.millrace.server.stream.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.millrace.server.stream.embedded.file.SimulatedCrash;
import io.millrace.server.stream.embedded.file.SimulatedFiles;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Seeded histories with a crash at any write, sync or change of a name. More of them: {@code
 * -Dmillrace.log.seeds=100000}; one of them: {@code -Dmillrace.log.seed=4711}.
 */
class CrashModelTest {

  private static final int STEPS = 40;

  @BeforeAll
  static void beQuiet() {
    ((Logger) LoggerFactory.getLogger(CrashModelTest.class.getPackageName()))
        .setLevel(Long.getLong("millrace.log.seed") == null ? Level.OFF : Level.WARN);
  }

  @AfterAll
  static void speakAgain() {
    ((Logger) LoggerFactory.getLogger(CrashModelTest.class.getPackageName())).setLevel(null);
  }

  @Test
  void whatIsAcknowledgedSurvivesEveryCrash() {
    Long only = Long.getLong("millrace.log.seed");
    long seeds = Long.getLong("millrace.log.seeds", 1000);
    long merges =
        LongStream.range(0, seeds)
            .filter(seed -> only == null || seed == only)
            .map(seed -> run(seed, new SimulatedFiles(seed), SyncMode.ALWAYS))
            .sum();
    assertThat(only != null || merges > seeds / 20).as("%s merges are tested", merges).isTrue();
  }

  @Test
  void withoutSyncingAlwaysALossIsAtTheEndAndWhole() {
    for (long seed = 0; seed < 150; seed++) {
      run(seed, new SimulatedFiles(seed), new SyncMode(Duration.ofSeconds(1)));
    }
  }

  @Test
  void aDiskThatLiesIsCaught() {
    long caught =
        LongStream.range(0, 50)
            .filter(
                seed -> {
                  SimulatedFiles lying = new SimulatedFiles(seed);
                  lying.lie();
                  return isCaught(new ModelRun(seed, lying, SyncMode.ALWAYS));
                })
            .count();
    assertThat(caught).isGreaterThan(25);
  }

  @Test
  void aDroppedWriteIsCaught() {
    long caught =
        LongStream.range(0, 50)
            .filter(
                seed -> {
                  SimulatedFiles dropping = new SimulatedFiles(seed);
                  dropping.dropOneWriteIn(20);
                  return isCaught(new ModelRun(seed, dropping, SyncMode.ALWAYS));
                })
            .count();
    assertThat(caught).isGreaterThan(25);
  }

  private static boolean isCaught(ModelRun run) {
    try {
      run.run(STEPS);
      return false;
    } catch (AssertionError | RuntimeException e) {
      return true;
    }
  }

  /** How often segments were merged meanwhile. */
  private static int run(long seed, SimulatedFiles files, SyncMode sync) {
    try {
      ModelRun run = new ModelRun(seed, files, sync);
      run.run(STEPS);
      return run.merges();
    } catch (AssertionError | RuntimeException | SimulatedCrash e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
