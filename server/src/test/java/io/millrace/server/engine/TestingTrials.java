package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Backend;
import io.millrace.server.stream.memory.MemoryBackend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The trials of a test, in a directory with the plugin in it. */
final class TestingTrials {

  private static final String WORK =
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

  private final Path directory;
  private final List<Trial.Identity> identities = new ArrayList<>();

  TestingTrials(Path directory) {
    this.directory = directory;
    TrialPlugin.dropInto(directory);
  }

  /** A trial of a topology. */
  Trial trial(Backend backend, String yaml) {
    return new Trial(backend, directory, yaml).noting(identities);
  }

  /**
   * A trial of a pipeline {@code work} that obeys, asks and multiplies; who asks is let in once
   * there is a file {@code flag}.
   *
   * @param more further settings of the pipeline
   */
  Trial work(String more) {
    return work(new MemoryBackend(), more);
  }

  Trial work(Backend backend, String more) {
    return trial(backend, WORK.formatted(directory.resolve("flag"), more));
  }

  /** Every record ends in one place, whatever a test has made of its pipeline. */
  void assertEachRecordWasCountedOutOnce() {
    assertThat(identities).isNotEmpty().allSatisfy(Trial.Identity::assertHolds);
  }
}
