package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Single events of some 25 MB, many at once and for many workers, in the heap of every day. */
@ExtendWith(DistributionExtension.class)
final class HugeRecordsIT {

  private static final int BYTES = 25_000_000;
  private static final int CLIENTS = 6;
  private static final int EACH = 2;

  private static final String TOPOLOGY =
      """
      streams: { in: { partitions: 4 }, out: { partitions: 4 }, same: { partitions: 4 } }
      pipelines:
        one: { from: in, stages: [ { enrich: stamp, with: { add: { at: now } } } ], to: out }
        two: { from: in, stages: [ { enrich: stamp, with: { add: { at: now } } } ], to: out }
        three: { from: in, to: same }
        bad: { from: in, stages: [ { validate: required, with: { fields: [none] } } ], to: out }
      """;

  @TempDir private Path directory;

  @Test
  void theyAreTakenOrRefusedAndDoNotEndTheServer(Distribution distribution) throws Exception {
    Path topology = Files.writeString(directory.resolve("topology.yaml"), TOPOLOGY);
    String event = "{\"text\":\"" + "x".repeat(BYTES) + "\"}\n";
    try (RunningServer server =
        RunningServer.start(
            distribution,
            directory,
            "--topology",
            topology,
            "--set",
            "data.max-record-size=33MiB",
            "--set",
            "http.max-body=64MiB",
            "--set",
            "http.max-pending=1GiB")) {
      List<Integer> answers = answers(server, event);
      assertThat(answers).as(server.log()).isSubsetOf(0, 200, 413, 429).contains(200);
      long stored = Collections.frequency(answers, 200);
      Waiting.until(
          "all of them, by all pipelines",
          () ->
              server.streams().count("out") == 2 * stored
                  && server.streams().count("same") == stored
                  && server.streams().count("bad-failures") == stored);
      assertThat(server.streams().counts().withoutIdentity()).isEmpty();
      assertThat(server.stop()).as(server.log()).isZero();
    }
  }

  private static List<Integer> answers(RunningServer server, String event) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<Integer>> posts = new ArrayList<>();
      for (int i = 0; i < CLIENTS * EACH; i++) {
        posts.add(clients.submit(() -> post(server, event)));
      }
      List<Integer> answers = new ArrayList<>();
      for (Future<Integer> post : posts) {
        answers.add(post.get());
      }
      return answers;
    } finally {
      clients.shutdownNow();
    }
  }

  private static int post(RunningServer server, String event) throws InterruptedException {
    try {
      return server.streams().post("in", event, Map.of());
    } catch (IOException cut) {
      return 0; // refused while it was still sending
    }
  }

  @Test
  void aLimitThatTheHeapDoesNotBearIsRefused(Distribution distribution) throws Exception {
    Finished run = distribution.millrace("run", "--set", "data.max-record-size=128MiB");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("data.max-record-size is 128 MiB, and a heap of ", "raise MILLRACE_HEAP");
    Finished check = distribution.millrace("check", "--set", "data.max-record-size=128MiB");
    assertThat(check.exitCode()).isEqualTo(2);
    assertThat(check.out()).contains("data.max-record-size is 128 MiB");
    assertThat(
            distribution
                .shell(
                    "bin/millrace check --set data.max-record-size=128MiB",
                    Map.of("MILLRACE_HEAP", "2g"))
                .exitCode())
        .isZero();
  }
}
