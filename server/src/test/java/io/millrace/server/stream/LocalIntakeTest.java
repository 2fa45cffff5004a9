package io.millrace.server.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.stream.memory.MemoryBackend;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LocalIntakeTest {

  private static final StreamPartition IN = new StreamPartition("in", 0);
  private static final Commit COMMIT = new Commit(Map.of(IN, 1L), Map.of());

  /** A watchdog closes the intake of a worker that comes back just then and commits. */
  @Test
  void aCommitIsStoredBeforeACloseReturnsOrNotAtAll() throws InterruptedException {
    try (MemoryBackend backend = new MemoryBackend()) {
      backend.declare(List.of(StreamSpec.of("in", 1)));
      CountDownLatch submitting = new CountDownLatch(1);
      AtomicBoolean closed = new AtomicBoolean();
      AtomicBoolean closedTooEarly = new AtomicBoolean();
      Thread[] watchdog = new Thread[1];
      LocalIntake intake =
          new LocalIntake(
              backend,
              (group, commit, chain) -> {
                submitting.countDown();
                while (!closed.get() && watchdog[0].getState() != Thread.State.BLOCKED) {
                  Thread.onSpinWait();
                }
                closedTooEarly.set(closed.get());
                return CompletableFuture.completedFuture(null);
              },
              new LargeRecords((partition, offset) -> 0),
              new IntakeSpec("group", List.of("in"), 0, 1));
      watchdog[0] =
          new Thread(
              () -> {
                try {
                  submitting.await();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                intake.close();
                closed.set(true);
              });
      watchdog[0].start();

      intake.commit(COMMIT).join();
      watchdog[0].join();

      assertThat(closedTooEarly).isFalse();
      assertThatThrownBy(() -> intake.commit(COMMIT)).isInstanceOf(IllegalStateException.class);
    }
  }
}
