package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the log is full: what cannot be said is not said, and all else goes on. */
@ExtendWith(DistributionExtension.class)
final class LogFullIT {

  /** Takes no byte: every write ends with "no space left on device". */
  private static final Path FULL = Path.of("/dev/full");

  private static final String PLUGIN =
      """
      import io.millrace.api.*;
      import java.util.List;

      public final class LoudPlugin implements Plugin {
        public record None() {}

        public String name() {
          return "loud";
        }

        public List<StageFactory<?, Validator>> validators() {
          return List.of(StageFactory.of("loud", None.class, (settings, context) -> event -> {
            System.err.println("what a plugin prints");
            throw new IllegalStateException("what the server logs with its trace");
          }));
        }
      }
      """;

  private static final String TOPOLOGY =
      """
      streams: { in: { partitions: 1 }, out: { partitions: 1 } }
      pipelines:
        good: { from: in, to: out }
        bad: { from: in, stages: [ { validate: loud } ], to: out }
      """;

  @TempDir private Path directory;

  @Test
  void processingGoesOn(Distribution shared) throws Exception {
    assumeTrue(Files.exists(FULL), "there is no " + FULL);
    Distribution distribution = PluginSource.dropInto(shared, "LoudPlugin", PLUGIN, directory);
    Path topology = Files.writeString(directory.resolve("topology.yaml"), TOPOLOGY);
    try (RunningServer server =
        RunningServer.startLoggingTo(FULL, distribution, directory, "--topology", topology)) {
      Streams streams = server.streams();
      for (int i = 0; i < 20; i++) {
        assertThat(streams.post("in", "{\"n\":1}\n".repeat(50), Map.of())).isEqualTo(200);
      }
      Waiting.until("the good ones", () -> streams.count("out") == 1000);
      Waiting.until("the failures", () -> streams.count("bad-failures") == 1000);
      assertThat(FailureRecord.all(streams, "bad-failures")).hasSize(1000);
      assertThat(streams.counts().withoutIdentity()).isEmpty();
      assertThat(streams.status("/health/ready")).isEqualTo(200);
      assertThat(server.stop()).isZero();
    }
  }
}
