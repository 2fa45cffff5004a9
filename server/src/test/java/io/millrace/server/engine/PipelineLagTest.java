package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.StreamPartition;
import java.util.Map;
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
    assertThat(lag.total()).isEqualTo(7);
  }

  @Test
  void whatAWorkerNoLongerHasIsNotShown() {
    lag.show(0, Map.of(ONE, 5L, TWO, 6L));
    lag.show(0, Map.of(TWO, 6L));

    assertThat(shown()).isEqualTo("2: 6.0");
  }

  @Test
  void nothingIsShownAfterTheStop() {
    lag.show(0, Map.of(ONE, 5L));
    lag.close();
    lag.show(0, Map.of(ONE, 5L));

    assertThat(shown()).isEqualTo("nothing");
  }
}
