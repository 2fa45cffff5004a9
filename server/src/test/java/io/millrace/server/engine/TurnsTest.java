package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.memory.MemoryBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Few rounds are in hand at once; who waits for something keeps nobody from going on. */
@Timeout(120)
class TurnsTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void allHaveEnded() throws InterruptedException {
    System.clearProperty("trial.hold");
    for (Thread thread : threads) {
      thread.join(10_000);
      assertThat(thread.isAlive()).as("%s", thread).isFalse();
    }
  }

  private Thread start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    return thread;
  }

  /** A thread that has come and waits. */
  private Thread waiting(Runnable work) {
    Thread thread = start(work);
    Trial.await(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return thread;
  }

  @Test
  void noMoreThanSoManyAreTakenAtOnce() throws InterruptedException {
    Turns turns = new Turns(3, LONG);
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    for (int worker = 0; worker < 12; worker++) {
      start(
          () -> {
            Turns.Turn turn = turns.turn();
            for (int round = 0; round < 500; round++) {
              turn.take();
              most.accumulateAndGet(taken.incrementAndGet(), Math::max);
              LockSupport.parkNanos(1_000);
              taken.decrementAndGet();
              turn.end();
            }
          });
    }
    for (Thread thread : threads) {
      thread.join(30_000);
    }
    assertThat(most).hasValue(3);
    assertThat(taken).hasValue(0);
  }

  @Test
  void whoCameFirstIsServedFirst() {
    Turns turns = new Turns(1, LONG);
    Turns.Turn first = turns.turn();
    first.take();
    List<Integer> served = Collections.synchronizedList(new ArrayList<>());
    for (int worker = 0; worker < 5; worker++) {
      int number = worker;
      waiting(
          () -> {
            Turns.Turn turn = turns.turn();
            turn.take();
            served.add(number);
            turn.end();
          });
    }
    assertThat(served).isEmpty();
    first.end();
    Trial.await(() -> served.size() == 5);
    assertThat(served).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void whoTakesLongIsNotCountedAnyMore() {
    Turns turns = new Turns(1, Duration.ofSeconds(1));
    Turns.Turn slow = turns.turn();
    slow.take();
    Turns.Turn next = turns.turn();
    next.take();
    slow.end();
    Turns.Turn third = turns.turn();
    long since = System.nanoTime();
    third.take();
    assertThat(System.nanoTime() - since)
        .as("the end of one that is not counted ends no other's turn")
        .isGreaterThan(Duration.ofMillis(10).toNanos());
  }

  @Test
  void anEndWithoutATurnIsNothing() {
    Turns turns = new Turns(1, LONG);
    Turns.Turn one = turns.turn();
    one.end();
    one.take();
    one.end();
    one.end();
    Turns.Turn another = turns.turn();
    another.take();
    AtomicInteger served = new AtomicInteger();
    waiting(
        () -> {
          one.take();
          served.incrementAndGet();
        });
    assertThat(served).hasValue(0);
    another.end();
    Trial.await(() -> served.get() == 1);
  }

  @Test
  void anInterruptIsKeptForLater() {
    Turns turns = new Turns(1, LONG);
    Turns.Turn first = turns.turn();
    first.take();
    List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean mayBegin = new AtomicBoolean();
    Thread second =
        waiting(
            () -> {
              turns.turn().take();
              interrupted.add(mayBegin.get() && Thread.currentThread().isInterrupted());
            });
    second.interrupt();
    LockSupport.parkNanos(100_000_000);
    mayBegin.set(true);
    first.end();
    Trial.await(() -> !interrupted.isEmpty());
    assertThat(interrupted).containsExactly(true);
  }

  @Test
  void pipelinesThatStandInTheirStagesKeepNobodyFromGoingOn(@TempDir Path directory) {
    int workers = Runtime.getRuntime().availableProcessors() + 4;
    System.setProperty("trial.hold", "yes");
    try (Trial trial = two(directory, workers)) {
      trial.send("slow-in", Collections.nCopies(workers, large("hold")));
      trial.send("quick-in", Collections.nCopies(40, large("pass")));
      trial.start(settings(workers));
      trial.awaitDone("quick", "quick-in");
      assertThat(trial.values("slow-out")).isEmpty();
      System.clearProperty("trial.hold");
      trial.awaitDone("slow", "slow-in");
      assertThat(trial.values("slow-out")).hasSize(workers);
    }
  }

  @Test
  void aWorkerThatIsBehindWaitsForItsTurn(@TempDir Path directory) {
    Turns turns = new Turns(1, LONG);
    try (Trial trial = two(directory, 1)) {
      trial.send("quick-in", Collections.nCopies(40, large("pass")));
      Turns.Turn turn = turns.turn();
      turn.take();
      trial.start(settings(1), turns);
      LockSupport.parkNanos(500_000_000);
      assertThat(trial.values("quick-out")).isEmpty();
      turn.end();
      trial.awaitDone("quick", "quick-in");
    }
  }

  @Test
  void aWorkerThatIsNotBehindWaitsForNobody(@TempDir Path directory) {
    Turns turns = new Turns(1, LONG);
    try (Trial trial = two(directory, 1)) {
      trial.start(settings(1), turns);
      trial.send("quick-in", List.of("{}"));
      trial.awaitDone("quick", "quick-in");
      Turns.Turn turn = turns.turn();
      turn.take();
      trial.send("quick-in", List.of("{}"));
      trial.awaitDone("quick", "quick-in");
      assertThat(trial.values("quick-out")).hasSize(2);
      turn.end();
    }
  }

  @Test
  void aStageThatWaitsForSomethingGivesItsTurnBack(@TempDir Path directory) throws IOException {
    Turns turns = new Turns(1, LONG);
    Path flag = directory.resolve("flag");
    TestingTrials trials = new TestingTrials(directory);
    try (Trial trial = trials.trial(new MemoryBackend(), ASKING.formatted(flag))) {
      trial.send("asking-in", List.of("{\"do\":\"ask\"}"));
      trial.send("quick-in", Collections.nCopies(40, large("pass")));
      trial.start(settings(1), turns);
      trial.awaitDone("quick", "quick-in");
      Files.createFile(flag);
      trial.awaitDone("asking", "asking-in");
    }
  }

  private static Trial two(Path directory, int partitions) {
    return new TestingTrials(directory)
        .trial(new MemoryBackend(), TWO.formatted(partitions))
        .noting(new ArrayList<>());
  }

  private static EngineSettings settings(int workers) {
    return Trial.settings(workers, LONG, Duration.ofSeconds(20));
  }

  private static final String ASKING =
      """
      streams:
        asking-in: { partitions: 1 }
        asking-out: { partitions: 1 }
        quick-in: { partitions: 1 }
        quick-out: { partitions: 1 }
      pipelines:
        asking:
          from: asking-in
          stages: [ { enrich: ask, with: { file: "%s" } } ]
          to: [ asking-out ]
        quick: { from: quick-in, stages: [ { validate: obey } ], to: [ quick-out ] }
      """;

  private static final String TWO =
      """
      streams:
        slow-in: { partitions: %1$d }
        slow-out: { partitions: 1 }
        quick-in: { partitions: 2 }
        quick-out: { partitions: 1 }
      pipelines:
        slow: { from: slow-in, stages: [ { validate: obey } ], to: [ slow-out ] }
        quick: { from: quick-in, stages: [ { validate: obey } ], to: [ quick-out ] }
      """;

  private static String large(String order) {
    return "{\"do\":\"" + order + "\",\"text\":\"" + "x".repeat(60_000) + "\"}";
  }
}
