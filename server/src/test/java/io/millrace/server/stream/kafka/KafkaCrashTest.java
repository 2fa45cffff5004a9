package io.millrace.server.stream.kafka;

import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process is killed at a named point of a commit and started again. Its session and its
 * transaction would take ten minutes to time out, longer than this test may: that the next one goes
 * on, and that readers go on, is because it takes both over.
 */
@Timeout(300)
class KafkaCrashTest {

  private static final int RECORDS = 40;
  private static final String SERVER = "server-1";

  private final KafkaCluster cluster = KafkaCluster.shared();
  private final String prefix = KafkaCluster.uniqueName();
  private final TestingTopics topics = new TestingTopics(cluster.bootstrapServers());

  @ParameterizedTest
  @EnumSource(FaultPoint.class)
  void eachRecordIsThereOnceWhereverTheProcessDies(FaultPoint point) throws Exception {
    try (KafkaBackend backend =
        KafkaBackend.open(
            TestingKafka.settings(cluster.bootstrapServers(), prefix, "filler", Map.of()))) {
      backend.declare(KafkaChild.streams());
      fill(backend, "a");
      Process victim = child(point.name());
      String last = readUntil(victim, " at " + point);
      assertThat(last).as("the child's last words").endsWith(" at " + point);
      awaitUncommitted(written(point));
      int visible = point == FaultPoint.COMMITTED ? written(point) : 0;
      awaitCommitted(visible); // the marks of a committed transaction are written after it
      assertThat(topics.committed(prefix + "out"))
          .as("visible while it stands still")
          .hasSize(visible);
      victim.destroyForcibly().waitFor();

      fill(backend, "b");
      Process heir = child("");
      try {
        String first = readUntil(heir, " committed ");
        assertThat(first).contains(" committed ");
        System.out.println("killed at " + point + ", and started again: " + first);
        awaitCommitted(2 * KafkaChild.PARTITIONS * RECORDS);
      } finally {
        heir.destroyForcibly().waitFor();
      }
    }
    assertThat(topics.committed(prefix + "out")).containsExactlyInAnyOrderElementsOf(expected());
    boolean aborted = point != FaultPoint.POLLED && point != FaultPoint.COMMITTED;
    assertThat(topics.uncommitted(prefix + "out").size() - expected().size())
        .as("what was aborted, to those who read that")
        .isEqualTo(aborted ? written(point) : 0);
  }

  /** How many records of the first round are on the topic while the process stands still. */
  private static int written(FaultPoint point) {
    return switch (point) {
      case POLLED -> 0;
      case HALF_SENT -> KafkaChild.ROUND.records() / 2;
      default -> KafkaChild.ROUND.records();
    };
  }

  private void fill(KafkaBackend backend, String name) {
    Map<StreamPartition, Records> all = new HashMap<>();
    for (int p = 0; p < KafkaChild.PARTITIONS; p++) {
      all.put(new StreamPartition("in", p), values(texts(name, p).toArray(String[]::new)));
    }
    backend.append(all).join();
  }

  private static List<String> expected() {
    return IntStream.range(0, KafkaChild.PARTITIONS)
        .boxed()
        .flatMap(
            p -> java.util.stream.Stream.concat(texts("a", p).stream(), texts("b", p).stream()))
        .toList();
  }

  private static List<String> texts(String name, int partition) {
    return IntStream.range(0, RECORDS).mapToObj(n -> name + partition + "-" + n).toList();
  }

  private Process child(String point) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            KafkaChild.class.getName(),
            cluster.bootstrapServers(),
            prefix,
            SERVER,
            "1",
            point)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** The first line that contains this, or the last one of all. */
  @SuppressWarnings("MustBeClosedChecker")
  private static String readUntil(Process child, String wanted) throws IOException {
    BufferedReader out = child.inputReader();
    String last = "";
    String line = out.readLine();
    while (line != null) {
      last = line;
      if (line.contains(wanted)) {
        return line;
      }
      line = out.readLine();
    }
    return last;
  }

  private void awaitUncommitted(int count) throws InterruptedException {
    while (topics.uncommitted(prefix + "out").size() < count) {
      Thread.sleep(20);
    }
  }

  private void awaitCommitted(int count) throws InterruptedException {
    while (topics.committed(prefix + "out").size() < count) {
      Thread.sleep(20);
    }
  }
}
