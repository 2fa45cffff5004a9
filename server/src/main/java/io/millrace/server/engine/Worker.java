package io.millrace.server.engine;

import io.millrace.server.pipeline.Outcome;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Commit;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns some partitions of a pipeline's inputs, from poll to commit. While a commit is under way the
 * next round is processed; commits are made in order, so an offset is never committed before the
 * ones below it. Its thread alone touches it, except where a method says otherwise.
 */
final class Worker implements Runnable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Worker.class);
  private static final Duration IDLE = Duration.ofMillis(500);

  private final WorkerParts parts;
  private final Intake intake;
  private final TurnedPoll poll;
  private final Round round;
  private final CommitsInFlight commits;
  private final Waiting waiting;
  private final CountDownLatch stop;
  private final Patience.Pause beforePause = this::pauseAt;
  private boolean settled = true;

  /** Whether what was polled after the last commit is to be polled again. */
  private boolean rewinds;

  /** Whether nothing has been stored since the backend last failed. */
  private boolean troubled;

  Worker(WorkerParts parts) {
    this.parts = parts;
    this.intake = parts.intake();
    this.poll = new TurnedPoll(intake, parts.settings().round(), parts.turn());
    this.round = parts.round();
    this.waiting = parts.waiting();
    this.commits = new CommitsInFlight(waiting);
    this.stop = parts.stop();
  }

  /** Polls, processes and commits until it is stopped; then drains. Closes nothing. */
  @Override
  public void run() {
    while (!stopping()) {
      try {
        step();
      } catch (BackendException e) {
        recover(e);
      }
    }
    drain();
  }

  /** Nobody but a plugin's own thread interrupts a worker between calls; it means nothing. */
  private void clearInterrupt() {
    if (Thread.interrupted()) {
      LOGGER.warn("{}: an interrupt that the server did not ask for is ignored", parts.name());
    }
  }

  private boolean stopping() {
    return stop.getCount() == 0;
  }

  private void step() {
    clearInterrupt();
    if (rewinds) {
      intake.rewind();
      rewinds = false;
    }
    commits.settle(parts.settings().commitsInFlight() - 1);
    try {
      List<Batch> batches = poll.poll(IDLE, this::stopping);
      work(batches);
    } finally {
      poll.done();
    }
  }

  private void work(List<Batch> batches) {
    if (batches.isEmpty()) {
      commits.settle(0);
      recovered();
      idle();
      return;
    }
    round.start(parts.clock().millis());
    if (parts.delivery().isPresent()) {
      // A sink is promised that all it answered for is committed before it is called again.
      settled = false;
      poll.pause();
      boolean finished = parts.delivery().get().deliver(batches, round);
      commit();
      commits.settle(0);
      settled = finished;
      if (!finished) {
        intake.rewind();
      }
    } else {
      try {
        process(batches);
      } finally {
        round.readNothing();
      }
    }
    if (troubled) {
      commits.settle(0);
      recovered();
    }
  }

  /** Only now does the pause start small again. */
  private void recovered() {
    if (troubled) {
      troubled = false;
      waiting.end();
    }
  }

  private void process(List<Batch> batches) {
    for (Batch batch : batches) {
      round.read(batch);
      for (StreamRecord record : batch.records()) {
        if (!process(batch, record)) {
          return;
        }
        if (round.outputBytes() >= parts.settings().roundOutputBytes()) {
          commitUpTo(batch.partition(), record.offset() + 1);
          commits.settle(parts.settings().commitsInFlight() - 1);
        }
      }
      round.done(batch.partition(), batch.nextOffset());
    }
    commit();
  }

  /** Processes a record, waiting for what it needs; false if the worker is to stop before that. */
  private boolean process(Batch batch, StreamRecord record) {
    Patience patience = parts.patience();
    Outcome outcome = patience.process(batch.partition(), record, beforePause);
    if (outcome == null) {
      return false;
    }
    if (patience.attempts() > 1) {
      round.start(parts.clock().millis());
    }
    round.add(batch.partition(), record, outcome, patience.attempts());
    if (patience.wasHung()) {
      // Stored before the next record, which may hang too: else no life would get past both.
      commitUpTo(batch.partition(), record.offset() + 1);
      commits.settle(0);
    }
    return true;
  }

  private void pauseAt(StreamPartition partition, long offset) {
    commitUpTo(partition, offset);
    poll.pause();
  }

  private void commitUpTo(StreamPartition partition, long nextOffset) {
    round.done(partition, nextOffset);
    commit();
  }

  private void commit() {
    parts.meters().stages(parts.pipeline().stages());
    if (round.isEmpty()) {
      return;
    }
    RoundCounts counts = round.takeCounts();
    Commit commit = round.takeCommit();
    long since = System.nanoTime();
    commits.add(intake.commit(commit).thenRun(() -> count(counts, System.nanoTime() - since)));
  }

  /** What is stored is stored, even if it cannot be counted. */
  private void count(RoundCounts counts, long nanos) {
    try {
      parts.meters().stored(counts, nanos);
    } catch (RuntimeException e) {
      LOGGER.error("{}: a commit could not be counted", parts.name(), e);
    }
  }

  /** Throws away what was not stored, and goes on from what was. */
  private void recover(BackendException failure) {
    waiting.say(String.valueOf(failure.getMessage()));
    commits.abandon();
    round.clear();
    switch (failure.kind()) {
      case LOST -> LOGGER.info("{}: {}", parts.name(), failure.getMessage());
      case UNAVAILABLE -> LOGGER.warn("{} waits: {}", parts.name(), failure.getMessage());
      case CORRUPT -> LOGGER.error("{}: {}", parts.name(), failure.getMessage());
      case REFUSED, FATAL -> throw failure;
    }
    rewinds = true;
    if (failure.kind() != BackendException.Kind.LOST || troubled) {
      waiting.pause();
    }
    troubled = true;
  }

  /** A sink may finish what it has open, but only while all that it was given is committed. */
  private void idle() {
    if (settled) {
      parts.delivery().ifPresent(Delivery::idle);
    }
  }

  private void drain() {
    try {
      commits.settle(0);
      idle();
    } catch (BackendException e) {
      commits.abandon();
      LOGGER.warn(
          "{}: what was in hand at the stop was not stored: {}", parts.name(), e.getMessage());
    }
  }
}
