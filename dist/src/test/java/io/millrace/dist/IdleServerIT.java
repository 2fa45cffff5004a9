package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who has nothing to do leaves the processor to others. */
@ExtendWith(DistributionExtension.class)
final class IdleServerIT {

  private static final String TOPOLOGY =
      """
      streams: { views: { partitions: 8 }, seen: { partitions: 8 }, kept: { partitions: 8 } }
      pipelines:
        see: { from: views, to: [seen] }
        keep: { from: seen, to: [kept] }
      """;

  private static final Duration WINDOW = Duration.ofSeconds(2);

  /** One thread that spins takes all of it. */
  private static final Duration MOST = WINDOW.dividedBy(5);

  @TempDir private Path directory;

  @Test
  void withoutBacklogNobodySpins(Distribution distribution) throws Exception {
    Path topology = Files.writeString(directory.resolve("topology.yaml"), TOPOLOGY);
    try (RunningServer server =
        RunningServer.start(distribution, directory, "--topology", topology)) {
      assertThat(server.streams().post("views", "{\"n\":1}\n", Map.of())).isEqualTo(200);
      Waiting.until("the event", () -> server.streams().count("kept") == 1);
      ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
      Waiting.until("a while in which it does nothing", () -> used(process).compareTo(MOST) < 0);
      assertThat(server.stop()).as(server.log()).isZero();
    }
  }

  /** How much of the processor a process takes in a while. */
  private static Duration used(ProcessHandle process) throws InterruptedException {
    Duration before = process.info().totalCpuDuration().orElseThrow();
    Thread.sleep(WINDOW.toMillis());
    return process.info().totalCpuDuration().orElseThrow().minus(before);
  }
}
