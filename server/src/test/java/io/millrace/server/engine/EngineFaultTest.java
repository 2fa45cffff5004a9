package io.millrace.server.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.LoggedEvents;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.embedded.EmbeddedBackend;
import io.millrace.server.stream.embedded.EmbeddedConfig;
import io.millrace.server.stream.memory.MemoryBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits that fail, engines that stop and start, sinks that are away: nothing lost or doubled. */
class EngineFaultTest {

  private static final Pattern NUMBER = Pattern.compile("\\\\?\"n\\\\?\":(\\d+)");

  private static final String PIPELINE =
      """
      streams:
        in: { partitions: 4 }
        out: { partitions: 3 }
      pipelines:
        work:
          from: in
          stages: [ { validate: obey } ]
          to: out
      """;

  private static final String SINK =
      """
      streams:
        in: { partitions: 3 }
      sinks:
        store:
          from: in
          deliver: write
          with: { file: %s }
      """;

  @TempDir Path directory;
  private TestingTrials trials;

  @BeforeEach
  void dropIn() {
    trials = new TestingTrials(directory);
  }

  @AfterEach
  void eachRecordWasCountedOutOnce() {
    trials.assertEachRecordWasCountedOutOnce();
  }

  private static List<String> events(int count) {
    List<String> events = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      events.add("{\"n\":" + n + ",\"do\":\"" + (n % 9 == 4 ? "reject" : "pass") + "\"}");
    }
    return events;
  }

  private static List<Integer> numbers(List<String> values) {
    List<Integer> numbers = new ArrayList<>();
    for (String value : values) {
      Matcher matcher = NUMBER.matcher(value);
      assertThat(matcher.find()).as(value).isTrue();
      numbers.add(Integer.parseInt(matcher.group(1)));
    }
    return numbers;
  }

  /** Each number in exactly one place, and in order within its input partition. */
  private static void assertExactlyOnce(Trial trial, int count) {
    List<Integer> succeeded = numbers(trial.values("out"));
    List<Integer> failed = numbers(trial.values("work-failures"));
    assertThat(succeeded.size() + failed.size()).isEqualTo(count);
    Set<Integer> all = new HashSet<>(succeeded);
    all.addAll(failed);
    assertThat(all).hasSize(count);
    assertThat(failed).allMatch(n -> n % 9 == 4);
    Map<Integer, Integer> last = new HashMap<>();
    for (int n : succeeded) {
      assertThat(last.getOrDefault(n % 4, -1)).as("order of partition").isLessThan(n);
      last.put(n % 4, n);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void commitsThatFailAreMadeAgain(long seed) {
    Backend backend = FlakyBackend.bySeed(new MemoryBackend(), seed, 4);
    long outputBytes = seed % 2 == 0 ? 1 << 20 : 400;
    try (Trial trial = trials.trial(backend, PIPELINE).start(Trial.settings(outputBytes))) {
      trial.send("in", events(3000));
      trial.awaitDone("work", "in");

      assertExactlyOnce(trial, 3000);
    }
  }

  @Test
  void anEngineThatStopsAndStartsGoesOnWhereItWas() {
    Backend backend = embedded();
    try (Trial trial = trials.trial(FlakyBackend.bySeed(backend, 7, 20), PIPELINE)) {
      for (int life = 0; life < 8; life++) {
        trial.start();
        trial.send("in", events(500).subList(0, 1));
        trial.stop();
      }
      trial.start();
      trial.awaitDone("work", "in");
      assertThat(numbers(trial.values("out"))).hasSize(8).containsOnly(0);
    }
  }

  @Test
  void anEmbeddedBackendThatIsClosedAndOpenedGoesOnWhereItWas() {
    for (int life = 0; life < 4; life++) {
      Backend backend = embedded();
      try (Trial trial = trials.trial(backend, PIPELINE).start()) {
        if (life == 0) {
          trial.send("in", events(3000));
        }
        if (life == 3) {
          trial.awaitDone("work", "in");
          assertExactlyOnce(trial, 3000);
        }
      }
    }
  }

  @Test
  void aPipelineThatStandsAtDamagedDataSaysSo() throws IOException {
    Backend before = embedded();
    try (Trial trial = trials.trial(before, PIPELINE)) {
      trial.send("in", List.of("{\"mark\":\"flip me\"}", "{\"n\":1}", "{\"n\":2}", "{\"n\":3}"));
    }
    flip("flip me");

    Backend after = embedded();
    try (Trial trial = trials.trial(after, PIPELINE).start()) {
      Trial.await(() -> trial.values("out").size() == 3);
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.WAITING);
      assertThat(trial.engine().states().get(0).detail())
          .startsWith("in/0 goes no further: ")
          .contains("offsets 0 to 0");
      assertThat(trial.scrape()).contains("millrace_waiting_partitions{pipeline=\"work\"} 1");
    }
  }

  /** Flips a bit of a text in the files of the embedded log. */
  private void flip(String text) throws IOException {
    List<Path> segments;
    try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
      segments = files.filter(file -> file.toString().endsWith(".segment")).toList();
    }
    for (Path segment : segments) {
      byte[] bytes = Files.readAllBytes(segment);
      int at = new String(bytes, ISO_8859_1).indexOf(text);
      if (at >= 0) {
        bytes[at] ^= 1;
        Files.write(segment, bytes);
        return;
      }
    }
    throw new AssertionError(text + " is in none of " + segments);
  }

  /** A plugin's own thread may have kept the worker's, and interrupt it when it likes. */
  @Test
  void interruptsThatNobodyAskedForAreForgotten() {
    Backend backend = embedded();
    List<Thread> others = workers();
    try (LoggedEvents logged = LoggedEvents.of(Worker.class);
        Trial trial = trials.trial(backend, PIPELINE).start()) {
      trial.send("in", events(1500));
      trial.awaitDone("work", "in");
      List<Thread> workers = new ArrayList<>(workers());
      workers.removeAll(others);
      workers.forEach(Thread::interrupt);
      Trial.await(() -> logged.count("did not ask for is ignored") == workers.size());

      trial.send("in", events(3000).subList(1500, 3000));
      workers.forEach(Thread::interrupt);
      trial.awaitDone("work", "in");
      assertExactlyOnce(trial, 3000);
      assertThat(workers).hasSize(2).allMatch(Thread::isAlive);
    }
  }

  private static List<Thread> workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("millrace-work-"))
        .toList();
  }

  private Backend embedded() {
    return EmbeddedBackend.open(
        EmbeddedConfig.of(directory.resolve("data")), InstantSource.system(), EngineFaultTest::die);
  }

  private static void die(BackendException fatal) {
    throw new AssertionError(fatal);
  }

  @Test
  void aSinkGetsEachEventInOrderAndOnesItWasAwayForAgain() throws IOException {
    Path file = directory.resolve("sink.txt");
    try (Trial trial = trials.trial(new MemoryBackend(), SINK.formatted(file)).start()) {
      List<String> events = new ArrayList<>();
      for (int n = 0; n < 600; n++) {
        String order = n % 200 == 77 ? "away" : n % 100 == 5 ? "refuse" : "pass";
        events.add("{\"n\":" + n + ",\"do\":\"" + order + "\"}");
      }
      trial.send("in", events);
      trial.awaitDone("store", "in");

      trial.assertIdentity("store", 600);
      assertThat(trial.count("store", "failed")).isEqualTo(6);
      assertThat(trial.values("store-failures")).hasSize(6);
      assertAtLeastOnceAndNotOvertaken(Files.readAllLines(file), 594);
    }
  }

  @Test
  void eachDeliveryOfAnEventIsAnAttempt() {
    String yaml = SINK.formatted(directory.resolve("later"));
    try (Trial trial = trials.trial(new MemoryBackend(), yaml).start()) {
      trial.send("in", List.of("{\"do\":\"away\"}"));
      trial.awaitDone("store", "in");

      String failure = trial.values("store-failures").get(0);
      assertThat(failure).contains("\"attempt\":3");
      assertThat(trial.retries("store", "write")).isEqualTo(2);
    }
  }

  /**
   * Each position is there; where a partition goes back, it goes back to an event that was away and
   * repeats all that followed.
   */
  private static void assertAtLeastOnceAndNotOvertaken(List<String> lines, int events) {
    Set<String> positions = new HashSet<>();
    Map<String, Long> next = new HashMap<>();
    for (String line : lines) {
      String position = line.substring(0, line.indexOf(' '));
      String partition = position.substring(0, position.indexOf('@'));
      long offset = Long.parseLong(position.substring(position.indexOf('@') + 1));
      long highest = next.getOrDefault(partition, -1L);
      assertThat(offset <= highest || offset <= highest + 2)
          .as("%s after offset %d: nothing but a refused event may be left out", line, highest)
          .isTrue();
      next.merge(partition, offset, Math::max);
      positions.add(position);
    }
    assertThat(positions).hasSize(events);
  }
}
