package io.millrace.server.engine;

import io.millrace.server.plugin.stage.CallWatch;
import io.millrace.server.plugin.stage.GuardedStage;
import io.millrace.server.stream.StreamPartition;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a worker: its thread, and what the thread holds. A worker that does not come back
 * from a plugin is abandoned: its intake is taken away from it, so that whatever it still does is
 * in vain, and a new life starts from what was committed.
 */
final class WorkerThread {

  private static final Logger LOGGER = LoggerFactory.getLogger(WorkerThread.class);

  private final Thread thread;
  private final WorkerParts parts;
  private final Progress progress;
  private final List<CallWatch> watches;

  /** At zero once nobody needs to wait for the thread any more. */
  private final CountDownLatch over = new CountDownLatch(1);

  private volatile boolean ended;
  private long interruptedCall;
  private @Nullable GuardedStage interruptedStage;

  WorkerThread(WorkerParts parts, Progress progress, Runnable body) {
    this.parts = parts;
    this.progress = progress;
    this.watches = parts.pipeline().stages().stream().map(CallWatch::new).toList();
    this.thread = new Thread(() -> live(body), "millrace-" + parts.name());
    this.thread.setDaemon(true);
  }

  private void live(Runnable body) {
    try {
      body.run();
    } finally {
      ended = true;
      over.countDown();
    }
  }

  /** Whether this life is the one that works with these parts. */
  boolean uses(WorkerParts other) {
    return parts.intake() == other.intake();
  }

  void start() {
    thread.start();
  }

  /** Asks the worker to finish what it has in hand. */
  void requestStop() {
    parts.stop().countDown();
    parts.intake().wakeup();
  }

  /** Waits for the worker to end; false if it has not by then, or is given up. */
  boolean join(Duration timeout) throws InterruptedException {
    var unused = over.await(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS);
    return ended;
  }

  /** A stop does not wait for it any longer. */
  void giveUp() {
    if (over.getCount() > 0) {
      LOGGER.error("{}: it did not come back; the stop waits no longer for it", thread.getName());
      over.countDown();
    }
  }

  Progress progress() {
    return progress;
  }

  Optional<String> waitingFor() {
    return parts.waiting().what();
  }

  /** The partitions that go no further, and why. */
  Map<StreamPartition, String> damaged() {
    return parts.intake().damaged();
  }

  /** What it runs in. */
  Thread thread() {
    return thread;
  }

  /** Shows how far it is behind. */
  void showLag() {
    parts.lag().update();
  }

  boolean isAssigned() {
    return parts.intake().isAssigned();
  }

  /** The call that has been running for longer than this, if there is one. For the watchdog. */
  Optional<CallWatch> overdue(Duration callTimeout) {
    long now = System.nanoTime();
    CallWatch overdue = null;
    for (CallWatch watch : watches) {
      OptionalLong running = watch.look(now);
      if (running.isPresent() && running.getAsLong() > callTimeout.toNanos()) {
        overdue = watch;
      }
    }
    return Optional.ofNullable(overdue);
  }

  /** Interrupts a call that takes too long, once; false if that has been done already. */
  boolean interruptOnce(CallWatch watch) {
    if (watch.call() == interruptedCall && watch.stage() == interruptedStage) {
      return false;
    }
    interruptedCall = watch.call();
    interruptedStage = watch.stage();
    LOGGER.error(
        "{}: a call takes too long, at {}; it is interrupted: {}",
        thread.getName(),
        progress.position().map(Object::toString).orElse("no record"),
        watch.describe());
    watch.stage().interrupt(watch.call(), GuardedStage.InterruptReason.OVERDUE);
    return true;
  }

  /** Interrupts whatever call is running: the server stops and has waited long enough. */
  void interruptForStop() {
    for (GuardedStage stage : parts.pipeline().stages()) {
      long running = stage.runningCall();
      if (running != 0) {
        stage.interrupt(running, GuardedStage.InterruptReason.STOPPING);
      }
    }
  }

  /** The stage whose call stands in {@code System.exit}, and from which record. */
  Optional<String> endedBy() {
    boolean exits =
        Arrays.stream(thread.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
    return parts.pipeline().stages().stream()
        .filter(stage -> exits && stage.runningCall() != 0)
        .findFirst()
        .map(stage -> stage.plan() + progress.position().map(at -> " at " + at).orElse(""));
  }

  /** Takes the intake away from a thread that is stuck in a plugin. */
  void abandon() {
    parts.stop().countDown();
    parts.intake().close();
  }
}
