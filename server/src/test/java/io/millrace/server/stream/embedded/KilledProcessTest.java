package io.millrace.server.stream.embedded;

import static io.millrace.server.stream.TestingRecords.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.embedded.file.FaultPoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process under load is killed, again and again, on one directory; sometimes inside the log, at a
 * named point. More often: {@code -Dmillrace.log.kills=300}.
 */
class KilledProcessTest {

  private static final int PARTITIONS = 4;

  @TempDir private Path directory;
  private final int[] next = new int[PARTITIONS];
  private final Random random = new Random(11);

  @Test
  void whatWasAcknowledgedIsThereOnceAndInOrder() throws Exception {
    int kills = Integer.getInteger("millrace.log.kills", 10);
    FaultPoint[] points = FaultPoint.values();
    for (int i = 0; i < kills; i++) {
      String point = i % 2 == 0 ? "" : points[i / 2 % points.length].name();
      int[] acknowledged = runAndKill(point);
      check(acknowledged);
    }
    assertThat(IntStream.of(next).sum()).as("something was stored").isGreaterThan(kills);
    assertThat(EmbeddedVerifier.verify(directory).damages()).isEmpty();
  }

  /** Runs a child until it dies; the highest number that each partition has acknowledged. */
  private int[] runAndKill(String point) throws IOException, InterruptedException {
    int start = IntStream.of(next).max().orElse(0);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            java,
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            KilledChild.class.getName(),
            directory.toString(),
            Integer.toString(start));
    if (!point.isEmpty()) {
      builder.environment().put(FaultPoint.VARIABLE, point + ":" + (1 + random.nextInt(40)));
    }
    Process child = builder.redirectErrorStream(false).redirectError(discard()).start();
    int[] acknowledged = new int[PARTITIONS];
    int lines = 20 + random.nextInt(600);
    try (BufferedReader out = child.inputReader()) {
      String line = out.readLine();
      while (line != null) {
        String[] words = line.split(" ", -1);
        acknowledged[Integer.parseInt(words[0])] = Integer.parseInt(words[1]) + 1;
        if (--lines == 0) {
          child.toHandle().destroyForcibly(); // the process's own method closes its output
        }
        line = out.readLine();
      }
    }
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(137);
    return acknowledged;
  }

  private static ProcessBuilder.Redirect discard() {
    return ProcessBuilder.Redirect.DISCARD;
  }

  private void check(int[] acknowledged) {
    int start = IntStream.of(next).max().orElse(0);
    try (EmbeddedBackend backend = KilledChild.open(directory)) {
      assertThat(backend.complaints()).isEmpty();
      for (int p = 0; p < PARTITIONS; p++) {
        List<Integer> numbers = numbers(backend, p);
        assertThat(numbers).as("partition %s", p).isSorted().doesNotHaveDuplicates();
        int last = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1) + 1;
        assertThat(last).as("partition %s", p).isGreaterThanOrEqualTo(acknowledged[p]);
        assertThat(numbers.stream().filter(n -> n >= start).toList())
            .as("partition %s has no gap", p)
            .isEqualTo(IntStream.range(start, Math.max(start, last)).boxed().toList());
        next[p] = last;
      }
      checkPair(backend);
    }
  }

  /** The offset and the record of a commit are there together. */
  private void checkPair(EmbeddedBackend backend) {
    if (next[0] > 0) {
      assertThat(backend.committed("group")).isEqualTo(Map.of(KilledChild.IN, (long) next[0]));
    }
  }

  private static List<Integer> numbers(EmbeddedBackend backend, int partition) {
    List<Integer> numbers = new ArrayList<>();
    StreamPartition out = new StreamPartition("out", partition);
    long at = 0;
    while (at < backend.range(out).next()) {
      var batch = backend.read(out, at, new Limits(1000, 1_000_000));
      for (String text : texts(batch)) {
        int number = Integer.parseInt(text.substring(0, text.indexOf(' ')));
        assertThat(text).isEqualTo(KilledChild.text(number));
        numbers.add(number);
      }
      at = batch.nextOffset();
    }
    return numbers;
  }
}
