package io.millrace.server.stream;

import static io.millrace.server.stream.TestingRecords.texts;
import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.stream.BackendException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every backend does for a worker: polls, commits, rewinds. */
public abstract class IntakeContractTest {

  private static final Limits ALL = new Limits(100_000, 100_000_000);
  private static final Duration NOW = Duration.ZERO;
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final StreamPartition A0 = new StreamPartition("a", 0);
  private static final StreamPartition A1 = new StreamPartition("a", 1);
  private static final StreamPartition OUT = new StreamPartition("out", 0);

  private Backend backend;

  /** An empty backend, with {@code maxRecordBytes} of 200,000. */
  protected abstract Backend create() throws Exception;

  /** Lets appends and commits fail as UNAVAILABLE. */
  protected abstract void breakDown();

  /** Ends what {@link #breakDown} began. */
  protected abstract void recover();

  @BeforeEach
  void start() throws Exception {
    backend = create();
    backend.declare(List.of(StreamSpec.of("a", 2), StreamSpec.of("out", 1)));
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  @Test
  void aNewGroupStartsAtTheOldestRecord() {
    append(A0, "x", "y");
    try (Intake intake = open("group")) {
      assertThat(polled(intake)).containsExactly("x", "y");
      assertThat(polled(intake)).isEmpty();
      append(A0, "z");
      assertThat(polled(intake)).containsExactly("z");
    }
  }

  @Test
  void partitionsTakeTurns() {
    append(A0, "a1", "a2", "a3");
    append(A1, "b1", "b2", "b3");
    Limits one = new Limits(1, 1_000_000);
    try (Intake intake = open("group")) {
      List<String> order = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        order.addAll(texts(intake.poll(one, NOW).get(0)));
      }
      assertThat(order).containsExactly("a1", "b1", "a2", "b2", "a3", "b3");
    }
  }

  @Test
  void limitsHoldForAllPartitionsTogether() {
    append(A0, "a1", "a2", "a3");
    append(A1, "b1", "b2", "b3");
    try (Intake intake = open("group")) {
      List<Batch> batches = intake.poll(new Limits(4, 1_000_000), NOW);
      assertThat(batches).extracting(Batch::partition).containsExactly(A0, A1);
      assertThat(batches).extracting(Batch::count).containsExactly(3, 1);
      assertThat(polled(intake)).containsExactlyInAnyOrder("b2", "b3");
    }
  }

  @Test
  void aRecordComesHoweverLarge() {
    backend.append(Map.of(A0, TestingRecords.large(150_000))).join();
    try (Intake intake = open("group")) {
      assertThat(intake.poll(new Limits(10, 10), NOW)).extracting(Batch::count).containsExactly(1);
    }
  }

  @Test
  void aWaitingPollReturnsWhenSomethingComes() {
    try (Intake intake = open("group")) {
      CompletableFuture<List<String>> poll = CompletableFuture.supplyAsync(() -> waited(intake));
      append(A1, "late");
      assertThat(poll.join()).containsExactly("late");
    }
  }

  @Test
  void wakeupEndsAPoll() {
    try (Intake intake = open("group")) {
      CompletableFuture<List<String>> poll = CompletableFuture.supplyAsync(() -> waited(intake));
      intake.wakeup();
      assertThat(poll.join()).isEmpty();
    }
  }

  @Test
  void aCommitStoresOffsetsAndAppendsTogether() {
    append(A0, "x", "y");
    try (Intake intake = open("group")) {
      assertThat(polled(intake)).hasSize(2);
      intake.commit(new Commit(Map.of(A0, 2L), Map.of(OUT, values("X", "Y")))).join();
    }
    assertThat(backend.committed("group")).isEqualTo(Map.of(A0, 2L));
    assertThat(texts(backend.read(OUT, 0, ALL))).containsExactly("X", "Y");
    try (Intake intake = open("group")) {
      assertThat(polled(intake)).isEmpty();
    }
  }

  @Test
  void aCommitMayHoldOffsetsOnlyOrAppendsOnly() {
    append(A0, "x");
    try (Intake intake = open("group")) {
      intake.commit(new Commit(Map.of(A0, 1L), Map.of())).join();
      intake.commit(new Commit(Map.of(), Map.of(OUT, values("X")))).join();
    }
    assertThat(backend.committed("group")).isEqualTo(Map.of(A0, 1L));
    assertThat(backend.range(OUT).next()).isOne();
  }

  @Test
  void commitsTakeEffectInOrderWithoutWaitingForEachOther() {
    try (Intake intake = open("group")) {
      List<CompletableFuture<Void>> commits = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        commits.add(intake.commit(new Commit(Map.of(A0, (long) i), Map.of(OUT, values("" + i)))));
      }
      commits.forEach(CompletableFuture::join);
    }
    assertThat(backend.committed("group")).isEqualTo(Map.of(A0, 49L));
    assertThat(texts(backend.read(OUT, 0, ALL)))
        .isEqualTo(IntStream.range(0, 50).mapToObj(i -> "" + i).toList());
  }

  @Test
  void whatIsNotCommittedComesAgainAfterRewind() {
    append(A0, "x", "y", "z");
    try (Intake intake = open("group")) {
      assertThat(polled(intake)).hasSize(3);
      CompletableFuture<Void> commit = intake.commit(new Commit(Map.of(A0, 1L), Map.of()));
      intake.rewind();
      assertThat(commit).isCompleted();
      assertThat(polled(intake)).containsExactly("y", "z");
    }
  }

  @Test
  void afterAFailedCommitAllFailUntilRewind() {
    append(A0, "x", "y");
    try (Intake intake = open("group")) {
      assertThat(polled(intake)).hasSize(2);
      breakDown();
      CompletableFuture<Void> failed =
          intake.commit(new Commit(Map.of(A0, 1L), Map.of(OUT, values("X"))));
      CompletableFuture<Void> next =
          intake.commit(new Commit(Map.of(A0, 2L), Map.of(OUT, values("Y"))));
      assertUnavailable(failed);
      assertUnavailable(next);
      assertThat(backend.complaints()).isNotEmpty();
      recover();
      assertUnavailable(intake.commit(new Commit(Map.of(A0, 2L), Map.of(OUT, values("Y")))));
      assertThat(backend.committed("group")).isEmpty();

      intake.rewind();

      assertThat(polled(intake)).containsExactly("x", "y");
      intake.commit(new Commit(Map.of(A0, 2L), Map.of(OUT, values("XY")))).join();
    }
    assertThat(texts(backend.read(OUT, 0, ALL))).containsExactly("XY");
    assertThat(backend.complaints()).isEmpty();
  }

  @Test
  void aRefusedCommitStoresNothing() {
    try (Intake intake = open("group")) {
      StreamPartition nowhere = new StreamPartition("nowhere", 0);
      Commit refused = new Commit(Map.of(A0, 1L), Map.of(OUT, values("X"), nowhere, values("Y")));
      assertThatThrownBy(intake.commit(refused)::join).hasMessageContaining("nowhere");
    }
    assertThat(backend.committed("group")).isEmpty();
    assertThat(backend.range(OUT).next()).isZero();
  }

  @Test
  void groupsKnowNothingOfEachOther() {
    append(A0, "x", "y");
    try (Intake one = open("one");
        Intake two = open("two")) {
      assertThat(polled(one)).hasSize(2);
      one.commit(new Commit(Map.of(A0, 2L), Map.of())).join();
      assertThat(polled(two)).containsExactly("x", "y");
    }
    assertThat(backend.committed("two")).isEmpty();
    assertThat(backend.committed("three")).isEmpty();
  }

  @Test
  void workersShareThePartitions() {
    backend.declare(List.of(StreamSpec.of("a", 3)));
    append(A0, "0");
    append(A1, "1");
    append(new StreamPartition("a", 2), "2");
    append(OUT, "out");
    List<String> streams = List.of("out", "a");
    try (Intake zero = backend.open(new IntakeSpec("group", streams, 0, 2));
        Intake one = backend.open(new IntakeSpec("group", streams, 1, 2))) {
      assertThat(polled(zero)).containsExactly("0", "2");
      assertThat(polled(one)).containsExactly("1", "out");
      assertThat(one.lag()).containsOnlyKeys(A1, OUT);
      assertThatThrownBy(one.commit(new Commit(Map.of(A0, 1L), Map.of()))::join)
          .hasMessageContaining("a/0");
    }
  }

  private static void awaitAssigned(Intake intake) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!intake.isAssigned() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void lagIsWhatIsNotCommitted() {
    append(A0, "x", "y", "z");
    try (Intake intake = open("group")) {
      awaitAssigned(intake);
      assertThat(intake.lag()).isEqualTo(Map.of(A0, 3L, A1, 0L));
      polled(intake);
      assertThat(intake.lag()).isEqualTo(Map.of(A0, 3L, A1, 0L));
      intake.commit(new Commit(Map.of(A0, 2L), Map.of())).join();
      assertThat(intake.lag()).isEqualTo(Map.of(A0, 1L, A1, 0L));
    }
  }

  @Test
  void anIntakeThatIsClosedLeavesNothingInFlight() {
    Intake intake = open("group");
    CompletableFuture<Void> commit =
        intake.commit(new Commit(Map.of(A0, 1L), Map.of(OUT, values("X"))));
    intake.close();
    assertThat(commit).isDone();
    intake.close();
  }

  private Intake open(String group) {
    return backend.open(new IntakeSpec(group, List.of("a"), 0, 1));
  }

  private void append(StreamPartition partition, String... values) {
    backend.append(Map.of(partition, values(values))).join();
  }

  private static List<String> polled(Intake intake) {
    return intake.poll(ALL, NOW).stream().flatMap(batch -> texts(batch).stream()).toList();
  }

  private static List<String> waited(Intake intake) {
    return intake.poll(ALL, LONG).stream().flatMap(batch -> texts(batch).stream()).toList();
  }

  private static void assertUnavailable(CompletableFuture<?> future) {
    assertThatThrownBy(future::join)
        .cause()
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
  }
}
