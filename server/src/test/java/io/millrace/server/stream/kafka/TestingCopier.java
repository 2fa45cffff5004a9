package io.millrace.server.stream.kafka;

import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.Limits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Copies records of a {@link CopyScene} as a worker does, until it is told to finish. */
final class TestingCopier implements AutoCloseable {

  private static final Duration ROUND = Duration.ofSeconds(30);

  private final Intake intake;
  private final Limits round;
  private final Thread thread = new Thread(this::run, "copier");
  private final AtomicBoolean finished = new AtomicBoolean();
  private final AtomicInteger committed = new AtomicInteger();

  TestingCopier(KafkaBackend backend, int recordsOfARound) {
    intake = backend.open(new IntakeSpec("group", List.of("in"), 0, 1));
    round = new Limits(recordsOfARound, 1_000_000);
    thread.start();
  }

  /** How many rounds it has committed. */
  int committed() {
    return committed.get();
  }

  private void run() {
    while (!finished.get()) {
      try {
        List<Batch> batches = intake.poll(round, Duration.ofMillis(100));
        if (!batches.isEmpty()) {
          intake.commit(CopyScene.copy(batches)).join();
          committed.incrementAndGet();
        }
      } catch (RuntimeException e) {
        rewind();
      }
    }
  }

  /** As a worker does: nothing is polled before it has gone back, however long that takes. */
  private void rewind() {
    while (!finished.get()) {
      try {
        intake.rewind();
        return;
      } catch (RuntimeException e) {
        Thread.onSpinWait();
      }
    }
  }

  /** It finishes its round, if that does not take long, and gives its share up. */
  @Override
  public void close() throws InterruptedException {
    finished.set(true);
    thread.join(ROUND.toMillis());
    intake.close();
    thread.join();
  }
}
