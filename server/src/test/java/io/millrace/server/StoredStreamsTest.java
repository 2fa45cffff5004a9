package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.kafka.KafkaBackend;
import io.millrace.server.stream.kafka.KafkaSettings;
import io.millrace.server.stream.memory.MemoryBackend;
import io.millrace.server.topology.Topology;
import io.millrace.server.topology.TopologyLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topology that does not fit what is stored. */
class StoredStreamsTest {

  @TempDir Path directory;

  @Test
  void theMendIsThereForDeclaredStreamsAndForThoseThatWereMade() throws IOException {
    MemoryBackend backend = new MemoryBackend();
    backend.declare(List.of(StreamSpec.of("a", 4), StreamSpec.of("one-failures", 4)));

    assertThat(refused(backend).problems())
        .extracting(Problem::mend)
        .containsExactlyInAnyOrder(
            "write 'partitions: 4' or more, or give the stream another name",
            "declare it under 'streams:' as 'one-failures: { partitions: 4 }', or name another"
                + " with 'failures:'");
  }

  @Test
  void aTopicThatIsMissingIsToldAtThePlaceOfItsStream() throws IOException {
    String prefix = KafkaCluster.uniqueName();
    KafkaSettings settings =
        new KafkaSettings(
            KafkaCluster.shared().bootstrapServers(),
            "server-1",
            prefix,
            false,
            Optional.empty(),
            200_000,
            Map.of());
    try (KafkaBackend backend = KafkaBackend.open(settings)) {
      assertThat(refused(backend).problems())
          .extracting(Problem::toString)
          .anySatisfy(
              text ->
                  assertThat(text)
                      .isEqualTo(
                          file()
                              + ":2:3: error: the stream 'a' has no topic "
                              + prefix
                              + "a; create it with 2 partitions, or set kafka.create-streams: true"
                              + " [topology.stored]"))
          .anySatisfy(text -> assertThat(text).contains("b; create it with 1 partition, or set"))
          .hasSize(3);
    }
  }

  private Path file() {
    return directory.resolve("t.yaml");
  }

  private StoredStreamsException refused(Backend backend) throws IOException {
    Files.writeString(
        file(),
        "streams:\n  a: { partitions: 2 }\n  b: {}\npipelines: { one: { from: a, to: b } }\n");
    Topology topology =
        new TopologyLoader(name -> Optional.empty(), directory)
            .load(file(), new Problems())
            .orElseThrow();
    return catchThrowableOfType(
        StoredStreamsException.class, () -> StoredStreamsException.check(topology, backend));
  }
}
