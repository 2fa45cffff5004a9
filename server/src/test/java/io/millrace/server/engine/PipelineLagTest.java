package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipelineLagTest {

  private static final StreamPartition ONE = new StreamPartition("in", 1);
  private static final StreamPartition TWO = new StreamPartition("in", 2);

  private final Metrics metrics = new Metrics();
  private final PipelineLag lag = new PipelineLag(metrics, "work");

  @AfterEach
  void close() {
    metrics.close();
  }

  private String shown() {
    return metrics
        .scrape(null)
        .text()
        .lines()
        .filter(line -> line.startsWith("millrace_lag_records{"))
        .map(line -> line.replaceFirst(".*partition=\"(\\d)\".*} ", "$1: "))
        .sorted()
        .reduce((before, line) -> before + ", " + line)
        .orElse("nothing");
  }

  @Test
  void aPartitionPassesFromWorkerToWorker() {
    lag.show(0, Map.of(ONE, 5L, TWO, 6L));
    lag.show(1, Map.of(TWO, 4L));
    assertThat(shown()).isEqualTo("1: 5.0, 2: 4.0");

    lag.show(0, Map.of(ONE, 3L));
    assertThat(shown()).as("the other's is not taken away").isEqualTo("1: 3.0, 2: 4.0");
    assertThat(lag.partitions(0)).containsExactly(ONE);
    assertThat(lag.records()).isEqualTo(Map.of(ONE, 3L, TWO, 4L));
  }

  @Test
  void whatAWorkerNoLongerHasIsNotShown() {
    lag.show(0, Map.of(ONE, 5L, TWO, 6L));
    lag.show(0, Map.of(TWO, 6L));

    assertThat(shown()).isEqualTo("2: 6.0");
  }

  /** What a worker that is cut off owned is behind all the same. */
  @Test
  void whatWasShownStaysWhileItIsNotKnownWhatAWorkerOwns() {
    SetIntake intake = new SetIntake();
    WorkerLag worker = new WorkerLag(lag, 0, intake);
    worker.update();
    assertThat(shown()).isEqualTo("nothing");

    intake.owned = Map.of(ONE, 5L);
    worker.update();
    intake.owned = null;
    worker.update();
    assertThat(shown()).isEqualTo("1: 5.0");

    intake.owned = Map.of(TWO, 6L);
    worker.update();
    assertThat(shown()).isEqualTo("2: 6.0");

    worker.end();
    intake.owned = Map.of();
    worker.update();
    assertThat(shown()).as("it has ended").isEqualTo("2: 6.0");
  }

  /** Owns what it is told to, and does nothing else. */
  private static final class SetIntake implements Intake {

    private @Nullable Map<StreamPartition, Long> owned;

    @Override
    public Map<StreamPartition, Long> lag() {
      return owned == null ? Map.of() : owned;
    }

    @Override
    public boolean isAssigned() {
      return owned != null;
    }

    @Override
    public List<Batch> poll(Limits limits, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> commit(Commit commit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void rewind() {}

    @Override
    public void wakeup() {}

    @Override
    public void close() {}
  }

  @Test
  void nothingIsShownAfterTheStop() {
    lag.show(0, Map.of(ONE, 5L));
    lag.close();
    lag.show(0, Map.of(ONE, 5L));

    assertThat(shown()).isEqualTo("nothing");
  }
}
