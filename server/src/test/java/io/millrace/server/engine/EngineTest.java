package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.memory.MemoryBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {

  private static final String PIPELINE =
      """
      streams:
        in: { partitions: 4 }
        out: { partitions: 4 }
        big: { partitions: 1 }
      pipelines:
        work:
          from: in
          stages:
            - validate: obey
            - enrich: ask
              with: { file: %s }
            - transform: multiply
          to:
            - { stream: big, when: "body.n >= 900" }
            - out
          %s
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  @TempDir Path directory;
  private final List<Trial.Identity> identities = new ArrayList<>();

  @BeforeAll
  static void compile() {
    TrialPlugin.writeTo(shared, shared);
  }

  /** Every record ends in one place, whatever a test has made of its pipeline. */
  @AfterEach
  void eachRecordWasCountedOutOnce() {
    assertThat(identities).isNotEmpty().allSatisfy(Trial.Identity::assertHolds);
  }

  @BeforeEach
  void dropIn() throws IOException {
    Files.createDirectories(directory.resolve("plugins"));
    Files.copy(shared.resolve("trial.jar"), directory.resolve("plugins").resolve("trial.jar"));
  }

  private Trial trial(String more) {
    String yaml = PIPELINE.formatted(directory.resolve("flag"), more);
    return new Trial(new MemoryBackend(), directory, yaml).noting(identities);
  }

  private static String event(int n, String order) {
    return "{\"n\":" + n + ",\"do\":\"" + order + "\"}";
  }

  private static List<String> events(int count, int every, String order) {
    List<String> events = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      events.add(event(n, n % every == 7 ? order : "pass"));
    }
    return events;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static List<Integer> numbers(List<String> values) {
    return values.stream().map(value -> json(value).path("n").asInt()).toList();
  }

  private static Map<String, Long> codes(List<String> failureRecords) {
    Map<String, Long> codes = new TreeMap<>();
    for (String failure : failureRecords) {
      codes.merge(json(failure).at("/failures/0/code").asText(), 1L, Long::sum);
    }
    return codes;
  }

  @Test
  void eachRecordEndsInOnePlace() {
    try (Trial trial = trial("").start()) {
      List<String> sent = new ArrayList<>();
      for (int n = 0; n < 1000; n++) {
        String order = n % 10 == 3 ? "reject" : "pass";
        sent.add("{\"n\":" + n + ",\"do\":\"" + order + "\",\"times\":" + n % 3 + "}");
      }
      sent.add("{\"n\":");
      trial.send("in", sent);
      trial.awaitDone("work", "in");

      trial.assertIdentity("work", 1001);
      assertThat(codes(trial.values("work-failures")))
          .isEqualTo(Map.of("trial.rejected", 100L, "json.malformed", 1L));
      assertThat(trial.count("work", "failed")).isEqualTo(101);
      assertThat(trial.count("work", "dropped"))
          .isEqualTo(
              java.util.stream.IntStream.range(0, 1000)
                  .filter(n -> n % 3 == 0 && n % 10 != 3)
                  .count());
      List<Integer> expected = new ArrayList<>();
      for (int partition = 0; partition < 4; partition++) {
        for (int n = partition; n < 1000; n += 4) {
          for (int copy = 0; n % 10 != 3 && copy < n % 3; copy++) {
            expected.add(n);
          }
        }
      }
      assertThat(numbers(trial.values("out"))).as("in order").isEqualTo(expected);
      assertThat(numbers(trial.values("big")))
          .containsExactlyInAnyOrderElementsOf(expected.stream().filter(n -> n >= 900).toList());
    }
  }

  @Test
  void aFailureRecordHoldsTheOriginalAndItsPlace() {
    try (Trial trial = trial("").start()) {
      trial.send("in", List.of("{\"n\": 1.50,\n \"do\":\"reject\"}"));
      trial.awaitDone("work", "in");

      JsonNode failure = json(trial.values("work-failures").get(0));
      assertThat(failure.at("/original/value/data").asText())
          .isEqualTo("{\"n\": 1.50,\n \"do\":\"reject\"}");
      assertThat(failure.at("/event/stream").asText()).isEqualTo("in");
      assertThat(failure.at("/event/offset").asLong()).isZero();
      assertThat(failure.at("/stage").asText()).isEqualTo("obey");
      assertThat(failure.at("/plugin").asText()).isEqualTo("trial");
      assertThat(failure.at("/attempted").asText()).isEqualTo("validate");
      assertThat(failure.at("/sentence").asText())
          .endsWith("failed to validate in/0@0 because it asked for it.");
    }
  }

  @Test
  void whatAPluginDoesToOneEventLeavesItsNeighboursAlone() {
    for (String order : List.of("throw", "null", "overflow", "link")) {
      try (Trial trial = trial("").start()) {
        trial.send("in", events(800, 100, order));
        trial.awaitDone("work", "in");

        trial.assertIdentity("work", 800);
        assertThat(trial.count("work", "failed")).as(order).isEqualTo(8);
        assertThat(trial.values("work-failures"))
            .allMatch(failure -> failure.contains("\"kind\":\"DEFECT\""));
        assertThat(trial.values("out")).hasSize(792);
      }
    }
  }

  @Test
  void aStreamOfNothingButPoisonIsWorkedOff() {
    try (Trial trial = trial("").start()) {
      trial.send("in", java.util.Collections.nCopies(500, event(1, "throw")));
      trial.awaitDone("work", "in");

      assertThat(trial.values("work-failures")).hasSize(500);
    }
  }

  @Test
  void anEventWaitsForWhatIsUnavailableAndLosesNothing() throws IOException {
    try (Trial trial = trial("").start()) {
      trial.send("in", events(400, 50, "ask"));
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.WAITING);
      assertThat(trial.engine().states().get(0).detail()).contains("trial.away");

      Files.createFile(directory.resolve("flag"));
      trial.awaitDone("work", "in");

      assertThat(trial.values("work-failures")).isEmpty();
      assertThat(new HashSet<>(numbers(trial.values("out")))).hasSize(400);
    }
  }

  @Test
  void aTopologyMayCapTheWait() {
    try (Trial trial = trial("give-up-after: 50ms").start()) {
      trial.send("in", List.of(event(1, "ask"), event(2, "pass")));
      trial.awaitDone("work", "in");

      JsonNode failure = json(trial.values("work-failures").get(0));
      assertThat(failure.at("/failures/0/kind").asText()).isEqualTo("UNAVAILABLE");
      assertThat(failure.at("/attempt").asInt()).isGreaterThan(1);
      assertThat(numbers(trial.values("out"))).containsExactly(2);
    }
  }

  @Test
  void aStopWhileWaitingLosesNothing() throws IOException {
    try (Trial trial = trial("").start()) {
      trial.send("in", events(100, 50, "ask"));
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.WAITING);
      trial.stop();

      Files.createFile(directory.resolve("flag"));
      trial.start();
      trial.awaitDone("work", "in");

      List<Integer> numbers = numbers(trial.values("out"));
      assertThat(numbers).hasSize(100);
      assertThat(new HashSet<>(numbers)).hasSize(100);
    }
  }

  @Test
  void aCallThatTakesTooLongIsInterrupted() {
    try (Trial trial = trial("").start(impatient())) {
      trial.send("in", List.of(event(1, "pass"), event(2, "sleep"), event(3, "pass")));
      trial.awaitDone("work", "in");

      assertThat(codes(trial.values("work-failures"))).containsOnlyKeys("plugin.overdue");
      assertThat(numbers(trial.values("out"))).containsExactlyInAnyOrder(1, 3);
    }
  }

  @Test
  void aCallThatNeverComesBackCostsItsWorkerAndItsEventOnly() {
    try (Trial trial = trial("").start(impatient())) {
      List<String> events = new ArrayList<>();
      for (int n = 0; n < 40; n++) {
        events.add(event(n, n == 20 ? "hang" : "pass"));
      }
      trial.send("in", events);
      trial.awaitDone("work", "in");

      assertThat(codes(trial.values("work-failures"))).isEqualTo(Map.of("plugin.timed-out", 1L));
      assertThat(new HashSet<>(numbers(trial.values("out")))).hasSize(39);
      assertThat(trial.values("out")).hasSize(39);
    }
  }

  @Test
  void aWorkerThatCannotBeMadeAnewIsTriedAgain() throws IOException {
    try (Trial trial = trial("").start(impatient())) {
      Files.createFile(directory.resolve("refused"));
      trial.send("in", List.of(event(1, "hang"), event(2, "pass")));
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.FAILED);
      assertThat(trial.engine().states().get(0).detail()).contains("lets nobody in");

      Files.delete(directory.resolve("refused"));
      trial.awaitDone("work", "in");

      assertThat(codes(trial.values("work-failures"))).containsOnlyKeys("plugin.timed-out");
      assertThat(trial.engine().states().get(0).phase()).isEqualTo(PipelineState.Phase.RUNNING);
    }
  }

  @Test
  void moreThanACommitCanHoldOfOneRecordIsAFailure() {
    try (Trial trial = trial("").start()) {
      String large = "x".repeat(100_000);
      trial.send(
          "in", List.of("{\"n\":1,\"times\":900,\"text\":\"" + large + "\"}", event(2, "pass")));
      trial.awaitDone("work", "in");

      assertThat(codes(trial.values("work-failures"))).containsOnlyKeys("encode.too-much");
      assertThat(numbers(trial.values("out"))).containsExactly(2);
    }
  }

  @Test
  void eachRecordThatHangsIsStoredBeforeTheNextIsTried() {
    try (Trial trial = trial("").start(impatient())) {
      List<String> events = new ArrayList<>();
      for (int n = 0; n < 32; n++) {
        events.add(event(n, n % 4 == 0 && n < 12 ? "hang" : "pass"));
      }
      trial.send("in", events);
      trial.awaitDone("work", "in");

      assertThat(codes(trial.values("work-failures"))).isEqualTo(Map.of("plugin.timed-out", 3L));
      assertThat(trial.values("out")).hasSize(29);
    }
  }

  private static EngineSettings impatient() {
    return impatient(Duration.ofMillis(300));
  }

  private static EngineSettings impatient(Duration callTimeout) {
    return new EngineSettings(
        2,
        new Limits(50, 1 << 20),
        1 << 20,
        2,
        Duration.ofMillis(5),
        Duration.ofMillis(50),
        1000,
        callTimeout,
        Duration.ofSeconds(5));
  }

  @Test
  void tooManyEventsOfOneAreADefect() {
    try (Trial trial = trial("").start()) {
      trial.send("in", List.of("{\"n\":1,\"times\":20000}", "{\"n\":2,\"times\":2}"));
      trial.awaitDone("work", "in");

      assertThat(json(trial.values("work-failures").get(0)).at("/failures/0/kind").asText())
          .isEqualTo("DEFECT");
      assertThat(numbers(trial.values("out"))).containsExactly(2, 2);
    }
  }

  @Test
  void aMillionEventsOfOneAreADefect() {
    try (Trial trial = trial("").start()) {
      trial.send("in", List.of("{\"n\":1,\"same\":1000000}", "{\"n\":2}"));
      trial.awaitDone("work", "in");

      assertThat(codes(trial.values("work-failures"))).isEqualTo(Map.of("plugin.fan-out", 1L));
      assertThat(numbers(trial.values("out"))).containsExactly(2);
    }
  }

  @Test
  void anEventThatIsReturnedTwiceGoesOnTwice() {
    try (Trial trial = trial("").start()) {
      trial.send("in", List.of("{\"n\":1,\"same\":2}", "{\"n\":2}"));
      trial.awaitDone("work", "in");

      assertThat(numbers(trial.values("out"))).containsExactly(1, 1, 2);
    }
  }

  @Test
  void aRecordTooLargeForTheBackendIsAFailureWithoutItsOriginal() {
    String large = "{\"n\":1,\"text\":\"" + "x".repeat(199_975) + "\"}";
    String yaml = PIPELINE.formatted(directory.resolve("flag"), "");
    try (Trial trial =
        new Trial(new MemoryBackend(200_000), directory, yaml).noting(identities).start()) {
      trial.send("in", List.of(large, event(2, "pass")));
      trial.awaitDone("work", "in");

      JsonNode failure = json(trial.values("work-failures").get(0));
      assertThat(failure.at("/failures/0/code").asText()).isEqualTo("encode.too-large");
      assertThat(failure.toString()).contains("sha256").doesNotContain("xxxxxxxx");
      assertThat(numbers(trial.values("out"))).containsExactly(2);
    }
  }

  @Test
  void whatTransformersInARowMakeOfOneRecordIsBoundedTogether() {
    String yaml =
        """
        streams: { in: {}, out: {} }
        pipelines:
          work:
            from: in
            stages:
              - transform: multiply
              - { transform: multiply, name: again }
              - { transform: multiply, name: more }
            to: out
        """;
    try (Trial trial = new Trial(new MemoryBackend(), directory, yaml).noting(identities).start()) {
      trial.send("in", List.of("{\"n\":1,\"times\":900}", "{\"n\":2,\"times\":5}"));
      trial.awaitDone("work", "in");

      assertThat(codes(trial.values("work-failures"))).isEqualTo(Map.of("transform.too-many", 1L));
      assertThat(numbers(trial.values("out"))).hasSize(125).containsOnly(2);
    }
  }

  @Test
  void aPipelineWhoseStageDoesNotComeBackIsNotSimplyRunning() {
    // Not too impatient: it hangs for as long as what follows is looked at.
    try (Trial trial = trial("").start(impatient(Duration.ofSeconds(3)))) {
      trial.send("in", List.of(event(1, "hang"), event(2, "pass")));

      Trial.await(
          () ->
              trial.engine().states().get(0).phase() == PipelineState.Phase.WAITING
                  && trial.engine().states().get(0).detail().contains("obey does not come back"));
      assertThat(trial.scrape()).contains("millrace_waiting_partitions{pipeline=\"work\"} ");
      assertThat(trial.scrape()).doesNotContain("millrace_waiting_partitions{pipeline=\"work\"} 0");
      trial.awaitDone("work", "in");
      Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.RUNNING);
    }
  }
}
