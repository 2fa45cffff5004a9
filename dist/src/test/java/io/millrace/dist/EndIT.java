package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Ends that nobody planned: a second signal, a plugin that ends the process, too much at once. */
@ExtendWith(DistributionExtension.class)
final class EndIT {

  private static final int SIGTERM = 143;
  private static final int OUT_OF_MEMORY = 3;

  private static final String PLUGIN =
      """
      import io.millrace.api.*;
      import io.vavr.control.Either;
      import java.util.*;

      public final class EndPlugin implements Plugin {
        public record None() {}

        public String name() {
          return "end";
        }

        public List<StageFactory<?, Validator>> validators() {
          return List.of(StageFactory.of("end", None.class, (settings, context) -> EndPlugin::end));
        }

        private static Either<Failures, Event> end(Event event) {
          switch (event.text(FieldPath.of("do")).getOrElse("")) {
            case "exit": System.exit(7); break;
            case "halt": Runtime.getRuntime().halt(8); break;
            case "exhaust": for (List<byte[]> all = new ArrayList<>(); ; ) all.add(new byte[1 << 20]);
            case "claim": throw new OutOfMemoryError("it says so");
            case "sleep": try { Thread.sleep(60_000); } catch (InterruptedException e) { } break;
            default:
          }
          return Either.right(event);
        }
      }
      """;

  private static final String TOPOLOGY =
      """
      streams: { in: { partitions: 1 }, out: { partitions: 1 } }
      pipelines: { work: { from: in, stages: [ { validate: %s%s } ], to: out } }
      """;

  private Distribution distribution;
  @TempDir private Path directory;

  @BeforeEach
  void dropIn(Distribution shared) throws Exception {
    distribution = PluginSource.dropInto(shared, "EndPlugin", PLUGIN, directory);
  }

  private RunningServer start(String stage, String with, Object... more) throws Exception {
    Path topology = directory.resolve("topology.yaml");
    Files.writeString(topology, TOPOLOGY.formatted(stage, with));
    List<Object> arguments = new ArrayList<>(List.of("--topology", topology));
    Collections.addAll(arguments, more);
    return RunningServer.start(distribution, directory, arguments.toArray());
  }

  private static String event(String order) {
    return "{\"do\":\"" + order + "\"}\n";
  }

  @Test
  void aSecondSignalDuringTheDrainEndsItAtOnce() throws Exception {
    try (RunningServer server = start("end", "")) {
      assertThat(server.streams().post("in", event("sleep"), Map.of())).isEqualTo(200);
      server.signal();
      Waiting.until("the drain", () -> server.log().contains("stopping: what is in hand"));
      assertThat(server.isAlive()).isTrue();
      server.signal();
      assertThat(server.awaitEnd()).isEqualTo(SIGTERM);
    }
  }

  @Test
  void aPluginThatCallsExitIsNamedAndLeavesNoHalfCommit() throws Exception {
    String log = endedBy("exit", 7);

    assertThat(log).contains("validator 'end' of plugin end", "at in/0@2 called System.exit");
  }

  @Test
  void aPluginThatHaltsLeavesNoHalfCommit() throws Exception {
    endedBy("halt", 8);
  }

  @Test
  void aPluginThatExhaustsTheMemoryEndsItAndTheNextStartGoesOn() throws Exception {
    endedBy("exhaust", OUT_OF_MEMORY);
  }

  @Test
  void aPluginThatSaysThatTheMemoryIsExhaustedIsBelieved() throws Exception {
    assertThat(endedBy("claim", OUT_OF_MEMORY)).contains("ends at once: it says so", "EndPlugin");
  }

  /** Ends a server by a plugin, goes on with another stage; returns what the first one said. */
  private String endedBy(String order, int exitCode) throws Exception {
    String log;
    try (RunningServer server = start("end", "")) {
      assertThat(server.streams().post("in", event("pass") + event("pass"), Map.of()))
          .isEqualTo(200);
      Waiting.until("the first two", () -> server.streams().count("out") == 2);
      // Its answer may be lost with the process.
      try {
        assertThat(server.streams().post("in", event(order) + event("pass"), Map.of()))
            .isEqualTo(200);
      } catch (java.io.IOException lost) {
        assertThat(server.awaitEnd()).isEqualTo(exitCode);
      }
      assertThat(server.awaitEnd()).as(server.log()).isEqualTo(exitCode);
      log = server.log();
    }
    try (RunningServer server = start("required", ", with: { fields: [do] }")) {
      Waiting.until(
          "what was sent", () -> server.streams().count("out") == server.streams().count("in"));
      assertThat(server.streams().values("out")).isEqualTo(server.streams().values("in"));
      assertThat(server.stop()).as(server.log()).isZero();
    }
    return log;
  }

  @Test
  void manyLargeRequestsAtOnceAreRefusedAndDoNotEndIt() throws Exception {
    int requests = 12;
    String body = "{\"do\":\"%s\"}\n".formatted("x".repeat(1000)).repeat(20_000);
    try (RunningServer server =
        start("end", "", "--set", "http.max-body=64MiB", "--set", "http.max-pending=1GiB")) {
      ExecutorService clients = Executors.newFixedThreadPool(requests);
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        answers.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return server.streams().post("in", body, Map.of());
                  } catch (java.io.IOException cut) {
                    return 0; // refused while it was still sending
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                },
                clients));
      }
      List<Integer> statuses = new ArrayList<>();
      for (CompletableFuture<Integer> answer : answers) {
        statuses.add(answer.join());
      }
      clients.shutdown();
      assertThat(statuses).as(server.log()).isSubsetOf(0, 200, 429).contains(200);
      assertThat(server.log()).contains("http.max-pending is 1024 MiB, and a heap of ");
      long stored = 20_000L * Collections.frequency(statuses, 200);
      Waiting.until("all of them", () -> server.streams().count("out") == stored);
      assertThat(server.stop()).as(server.log()).isZero();
    }
  }
}
