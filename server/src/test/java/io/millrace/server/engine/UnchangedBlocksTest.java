package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.embedded.EmbeddedBackend;
import io.millrace.server.stream.embedded.EmbeddedConfig;
import io.millrace.server.stream.embedded.EmbeddedVerifier;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On its way from stream to stream a block that no stage changed is not compressed again. */
class UnchangedBlocksTest {

  private static final String CHECK =
      """
      streams:
        in: { partitions: 1 }
        out: { partitions: 1 }
      pipelines:
        check:
          from: in
          stages:
            - validate: obey
          to: [out]
      """;

  private static final StreamPartition IN = new StreamPartition("in", 0);
  private static final StreamPartition OUT = new StreamPartition("out", 0);
  private static final int EVENTS = 400;

  @TempDir Path directory;
  private TestingTrials trials;
  private EmbeddedBackend backend;

  @BeforeEach
  void open() {
    trials = new TestingTrials(directory);
    backend =
        EmbeddedBackend.open(
            EmbeddedConfig.of(directory.resolve("data")), InstantSource.system(), fatal -> {});
  }

  @AfterEach
  void eachRecordWasCountedOutOnce() {
    trials.assertEachRecordWasCountedOutOnce();
  }

  @Test
  void whatNobodyChangedStandsInTheOutputAsItStoodInTheInput() {
    List<String> sent = events(-1);
    try (Trial trial = run(sent)) {
      assertThat(trial.values("out")).isEqualTo(sent);
      List<Bytes> before = stored(IN);
      // A round ends where its 50 records do, and the two blocks there are cut.
      assertThat(before).hasSizeGreaterThan(10);
      assertThat(stored(OUT).stream().filter(before::contains).count())
          .isGreaterThan(before.size() / 3);
    }
  }

  @Test
  void oneFailureCostsItsBlockOnly() {
    List<String> sent = events(200);
    try (Trial trial = run(sent)) {
      List<String> passed = new ArrayList<>(sent);
      passed.remove(200);
      assertThat(trial.values("out")).isEqualTo(passed);
      assertThat(trial.values("check-failures")).hasSize(1);
      List<Bytes> before = stored(IN);
      assertThat(stored(OUT).stream().filter(before::contains).count())
          .isGreaterThan(before.size() / 3);
    }
  }

  /** Checksums that do not fit would be found when the blocks are read from the disk. */
  @Test
  void whatIsStoredAgainIsStoredWell() {
    run(events(200)).close();

    EmbeddedVerifier.Result result = EmbeddedVerifier.verify(directory.resolve("data"));

    assertThat(result.damages()).isEmpty();
    assertThat(result.segments().stream().mapToLong(EmbeddedVerifier.SegmentReport::records).sum())
        .isEqualTo(2 * EVENTS);
  }

  private Trial run(List<String> sent) {
    Trial trial = trials.trial(backend, CHECK);
    trial.send("in", sent);
    trial.start();
    trial.awaitDone("check", "in");
    return trial;
  }

  /** Some 3.7 KB each, so that some 17 make a block, and all different. */
  private static List<String> events(int rejected) {
    return IntStream.range(0, EVENTS)
        .mapToObj(
            n ->
                "{\"n\":%d,\"do\":\"%s\",\"text\":\"%s\"}"
                    .formatted(n, n == rejected ? "reject" : "pass", (n + " ").repeat(900)))
        .toList();
  }

  private List<Bytes> stored(StreamPartition at) {
    List<Bytes> stored = new ArrayList<>();
    long offset = 0;
    while (offset < backend.range(at).next()) {
      Batch batch = backend.read(at, offset, new Limits(10_000, 64 << 20));
      batch.blocks().stream().map(Records::stored).forEach(block -> stored.add(block.bytes()));
      offset = batch.nextOffset();
    }
    return stored;
  }
}
