package io.millrace.server.stream.embedded;

import static io.millrace.server.stream.TestingRecords.texts;
import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.file.Environment;
import io.millrace.server.stream.embedded.file.SimulatedFiles;
import io.millrace.server.stream.embedded.frame.SegmentHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedLogTest {

  private static final Limits ALL = new Limits(100_000, 100_000_000);
  private static final StreamPartition A = new StreamPartition("a", 0);
  private static final StreamPartition B = new StreamPartition("b", 0);
  private static final long DAY = Duration.ofDays(1).toMillis();

  @TempDir private Path directory;
  private final SimulatedFiles files = new SimulatedFiles(3);
  private final AtomicLong now = new AtomicLong(1_700_000_000_000L);
  private final AtomicReference<ManualCommitter> committer = new AtomicReference<>();
  private final List<BackendException> fatal = new ArrayList<>();

  @Test
  void allIsThereAfterReopening() {
    try (EmbeddedBackend backend = TestingLogs.real(directory)) {
      backend.declare(List.of(StreamSpec.of("a", 1), StreamSpec.of("b", 1)));
      backend.append(Map.of(A, values("x", "y"))).join();
      try (Intake intake = backend.open(new IntakeSpec("group", List.of("a"), 0, 1))) {
        intake.commit(new Commit(Map.of(A, 1L), Map.of(B, values("X")))).join();
      }
    }
    try (EmbeddedBackend backend = TestingLogs.real(directory)) {
      assertThat(backend.streams()).containsOnlyKeys("a", "b");
      assertThat(texts(backend.read(A, 0, ALL))).containsExactly("x", "y");
      assertThat(texts(backend.read(B, 0, ALL))).containsExactly("X");
      assertThat(backend.committed("group")).isEqualTo(Map.of(A, 1L));
    }
    assertThat(EmbeddedVerifier.verify(directory).ok()).isTrue();
  }

  @Test
  void aSecondServerIsToldWhoHasTheDirectory() {
    try (EmbeddedBackend backend = TestingLogs.real(directory)) {
      assertThat(backend.streams()).isEmpty();
      assertRefused(
          () -> TestingLogs.real(directory), "in use by process " + ProcessHandle.current().pid());
    }
    TestingLogs.real(directory).close();
  }

  @Test
  void aDirectoryThatCannotBeIsRefused() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertRefused(() -> TestingLogs.real(file.resolve("data")), "cannot be used");
    assertRefused(() -> TestingLogs.real(file), "cannot be used");
    assertRefused(() -> EmbeddedVerifier.verify(directory.resolve("none")), "no data directory");
  }

  @Test
  void aDirectoryIsMadeButNotItsParents() {
    Path data = directory.resolve("disk/data");

    assertRefused(() -> TestingLogs.real(data), directory.resolve("disk") + " is not there");
    assertThat(directory).isEmptyDirectory();
    TestingLogs.real(directory.resolve("data")).close();
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsRefusedAndLeftAsItIs() {
    files.makeReadOnly();
    assertRefused(() -> manual(1 << 20), "data directory simulated cannot be used");
    assertThat(files.list()).isEmpty();
  }

  @Test
  void dataThatCannotBeWrittenOnIsRefusedAndLeftAsItIs() {
    try (EmbeddedBackend backend = manual(1 << 20)) {
      backend.declare(List.of(StreamSpec.of("a", 1)));
    }
    List<String> before = files.list();
    files.makeReadOnly();

    assertRefused(() -> manual(1 << 20), "Read-only file system");
    assertRefused(() -> manual(1 << 20), "make it a directory that this user may write");
    assertThat(files.list()).isEqualTo(before);
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void afterAFailedSyncNothingIsTrusted() {
    EmbeddedBackend backend = manual(1 << 20);
    backend.declare(List.of(StreamSpec.of("a", 1)));
    files.failNextSync();
    CompletableFuture<?> first = backend.append(Map.of(A, values("x")));
    CompletableFuture<?> second = backend.append(Map.of(A, values("y")));
    committer.get().flush();

    assertThat(fatal).hasSize(1);
    assertFatal(first);
    assertFatal(second);
    assertFatal(backend.append(Map.of(A, values("z"))));
    assertThatThrownBy(() -> backend.read(A, 0, ALL)).hasMessageContaining("cannot go on");
    assertThat(backend.complaints()).hasSize(1);
    backend.close();
    assertThat(fatal).hasSize(1);
  }

  @Test
  void aSyncInTimeThatFailsEndsAllToo() {
    EmbeddedConfig config =
        new EmbeddedConfig(directory, 1 << 20, new SyncMode(Duration.ofMillis(1)), 200_000, 10_000);
    CompletableFuture<BackendException> died = new CompletableFuture<>();
    Environment environment =
        new Environment(files, InstantSource.system(), () -> 1, point -> {}, died::complete);
    EmbeddedBackend backend =
        EmbeddedBackend.open(
            config, environment, log -> new CommitThread(log, config.sync()).start());
    backend.declare(List.of(StreamSpec.of("a", 1)));
    files.failNextSync();
    CompletableFuture<?> append = backend.append(Map.of(A, values("x")));

    assertThat(died.join().kind()).isEqualTo(Kind.FATAL);
    assertThat(append.handle((bases, failed) -> true).join()).isTrue();
    assertFatal(backend.append(Map.of(A, values("y"))));
    backend.close();
  }

  private static void assertFatal(CompletableFuture<?> future) {
    assertThatThrownBy(future::join)
        .cause()
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FATAL));
  }

  @Test
  void whatWaitsTogetherIsSyncedTogether() {
    EmbeddedBackend backend = manual(1 << 20);
    backend.declare(List.of(StreamSpec.of("a", 1)));
    int before = files.syncs();
    List<CompletableFuture<?>> appends = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      appends.add(backend.append(Map.of(A, values("" + i))));
    }
    committer.get().flush();

    assertThat(appends).allMatch(CompletableFuture::isDone);
    assertThat(files.syncs() - before).isEqualTo(1);
    backend.close();
  }

  @Test
  void retentionByAgeReleasesSegmentsAndKeepsWhatGroupsCommitted() {
    StreamSpec aged = new StreamSpec("a", 1, Optional.of(Duration.ofDays(2)), OptionalLong.empty());
    EmbeddedBackend backend = manual(4000);
    backend.declare(List.of(aged, StreamSpec.of("b", 1)));
    Intake intake = backend.open(new IntakeSpec("group", List.of("a"), 0, 1));
    CompletableFuture<Void> commit = intake.commit(new Commit(Map.of(A, 3L), Map.of()));
    for (int day = 0; day < 10; day++) {
      append(backend, A, 10);
      now.addAndGet(DAY);
    }
    assertThat(commit).isCompleted();
    committer.get().applyRetention();

    long first = backend.range(A).first();
    assertThat(first).isBetween(60L, 80L);
    assertThat(backend.range(A).next()).isEqualTo(100);
    assertThat(texts(backend.read(A, 0, ALL))).hasSize((int) (100 - first));
    assertThat(files.file(SegmentHeader.fileName(1))).isNull();
    backend.close();

    EmbeddedBackend again = manual(4000);
    assertThat(again.range(A).first()).isEqualTo(first);
    assertThat(again.committed("group")).isEqualTo(Map.of(A, 3L));
    assertThat(again.streams()).containsOnlyKeys("a", "b");
    assertThat(EmbeddedVerifier.verify(files).damages()).isEmpty();
    again.close();
  }

  /** Who waits for a commit does not wait for the index of the segment that was full. */
  @Test
  void aFullSegmentsIndexIsStoredAfterTheCommitThatMadeAnother() {
    EmbeddedBackend backend = manual(4000);
    backend.declare(List.of(StreamSpec.of("a", 1)));
    while (files.file(SegmentHeader.fileName(2)) == null) {
      append(backend, A, 10);
    }
    assertThat(files.list()).doesNotContain(SegmentHeader.indexName(1));
    int all = (int) backend.range(A).next();
    assertThat(texts(backend.read(A, 0, ALL))).hasSize(all);

    while (committer.get().tidy()) {
      // goes on
    }
    assertThat(files.list()).contains(SegmentHeader.indexName(1));
    assertThat(texts(backend.read(A, 0, ALL))).hasSize(all);

    while (files.file(SegmentHeader.fileName(4)) == null) {
      append(backend, A, 10);
    }
    assertThat(files.list())
        .as("the next does not come before it")
        .contains(SegmentHeader.indexName(2))
        .doesNotContain(SegmentHeader.indexName(3));
    backend.close();
    assertThat(files.list()).as("nor the end").contains(SegmentHeader.indexName(3));
  }

  @Test
  void whatRetentionLetsGoMakesRoomOnADiskThatIsFull() {
    StreamSpec aged = new StreamSpec("a", 1, Optional.of(Duration.ofDays(2)), OptionalLong.empty());
    EmbeddedBackend backend = manual(4000);
    backend.declare(List.of(aged));
    append(backend, A, 100);
    now.addAndGet(3 * DAY);
    files.leaveRoom(0);
    CompletableFuture<?> refused = backend.append(Map.of(A, values("w".repeat(240))));
    committer.get().flush();
    assertThat(refused).isCompletedExceptionally();

    committer.get().applyRetention();
    append(backend, A, 10);
    assertThat(backend.range(A).first()).isGreaterThan(90);
    assertThat(backend.range(A).next()).isEqualTo(110);
    assertThat(fatal).isEmpty();
    backend.close();
    assertThat(EmbeddedVerifier.verify(files).damages()).isEmpty();
  }

  @Test
  void retentionBySizeKeepsAboutThatMuch() {
    EmbeddedBackend backend = manual(4000);
    backend.declare(List.of(new StreamSpec("a", 1, Optional.empty(), OptionalLong.of(10_000))));
    append(backend, A, 200);

    long bytes = files.list().stream().mapToLong(name -> files.file(name).content().length).sum();
    assertThat(bytes).isBetween(10_000L, 30_000L);
    assertThat(backend.range(A).next()).isEqualTo(200);
    backend.close();
  }

  @Test
  void aStreamThatKeepsAllHoldsItsSegments() {
    EmbeddedBackend backend = manual(4000);
    backend.declare(
        List.of(
            StreamSpec.of("b", 1),
            new StreamSpec("a", 1, Optional.empty(), OptionalLong.of(1_000))));
    append(backend, B, 1);
    append(backend, A, 100);

    assertThat(texts(backend.read(B, 0, ALL))).hasSize(1);
    assertThat(files.file(SegmentHeader.fileName(1))).isNotNull();
    assertThat(files.file(SegmentHeader.fileName(2))).isNull();
    backend.close();
  }

  private void append(EmbeddedBackend backend, StreamPartition partition, int count) {
    for (int i = 0; i < count; i++) {
      CompletableFuture<?> append = backend.append(Map.of(partition, values(i + "v".repeat(240))));
      committer.get().flush();
      append.join();
    }
  }

  private EmbeddedBackend manual(int segmentBytes) {
    AtomicLong epochs = new AtomicLong();
    InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    Environment environment =
        new Environment(files, clock, epochs::incrementAndGet, point -> {}, fatal::add);
    return EmbeddedBackend.open(
        TestingLogs.config(segmentBytes),
        environment,
        commitLog -> {
          committer.set(new ManualCommitter(commitLog));
          return committer.get();
        });
  }
}
