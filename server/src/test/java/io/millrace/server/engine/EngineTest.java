package io.millrace.server.engine;

import static io.millrace.server.engine.TestingEvents.codes;
import static io.millrace.server.engine.TestingEvents.event;
import static io.millrace.server.engine.TestingEvents.events;
import static io.millrace.server.engine.TestingEvents.json;
import static io.millrace.server.engine.TestingEvents.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.server.stream.memory.MemoryBackend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where records end: each in one place, whatever a stage makes of it. */
class EngineTest {

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

  @Test
  void eachRecordEndsInOnePlace() {
    try (Trial trial = trials.work("").start()) {
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
    try (Trial trial = trials.work("").start()) {
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
      try (Trial trial = trials.work("").start()) {
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
    try (Trial trial = trials.work("").start()) {
      trial.send("in", java.util.Collections.nCopies(500, event(1, "throw")));
      trial.awaitDone("work", "in");

      assertThat(trial.values("work-failures")).hasSize(500);
    }
  }

  @Test
  void moreThanACommitCanHoldOfOneRecordIsAFailure() {
    try (Trial trial = trials.work("").start()) {
      String large = "x".repeat(100_000);
      trial.send(
          "in", List.of("{\"n\":1,\"times\":900,\"text\":\"" + large + "\"}", event(2, "pass")));
      trial.awaitDone("work", "in");

      assertThat(codes(trial.values("work-failures"))).containsOnlyKeys("encode.too-much");
      assertThat(numbers(trial.values("out"))).containsExactly(2);
    }
  }

  @Test
  void tooManyEventsOfOneAreADefect() {
    try (Trial trial = trials.work("").start()) {
      trial.send("in", List.of("{\"n\":1,\"times\":20000}", "{\"n\":2,\"times\":2}"));
      trial.awaitDone("work", "in");

      assertThat(json(trial.values("work-failures").get(0)).at("/failures/0/kind").asText())
          .isEqualTo("DEFECT");
      assertThat(numbers(trial.values("out"))).containsExactly(2, 2);
    }
  }

  @Test
  void aMillionEventsOfOneAreADefect() {
    try (Trial trial = trials.work("").start()) {
      trial.send("in", List.of("{\"n\":1,\"same\":1000000}", "{\"n\":2}"));
      trial.awaitDone("work", "in");

      assertThat(codes(trial.values("work-failures"))).isEqualTo(Map.of("plugin.fan-out", 1L));
      assertThat(numbers(trial.values("out"))).containsExactly(2);
    }
  }

  @Test
  void anEventThatIsReturnedTwiceGoesOnTwice() {
    try (Trial trial = trials.work("").start()) {
      trial.send("in", List.of("{\"n\":1,\"same\":2}", "{\"n\":2}"));
      trial.awaitDone("work", "in");

      assertThat(numbers(trial.values("out"))).containsExactly(1, 1, 2);
    }
  }

  @Test
  void aRecordTooLargeForTheBackendIsAFailureWithoutItsOriginal() {
    String large = "{\"n\":1,\"text\":\"" + "x".repeat(199_975) + "\"}";
    try (Trial trial = trials.work(new MemoryBackend(200_000), "").start()) {
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
    try (Trial trial = trials.trial(new MemoryBackend(), yaml).start()) {
      trial.send("in", List.of("{\"n\":1,\"times\":900}", "{\"n\":2,\"times\":5}"));
      trial.awaitDone("work", "in");

      assertThat(codes(trial.values("work-failures"))).isEqualTo(Map.of("transform.too-many", 1L));
      assertThat(numbers(trial.values("out"))).hasSize(125).containsOnly(2);
    }
  }
}
