package io.millrace.server.engine;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.Position;
import io.millrace.server.pipeline.Attempt;
import io.millrace.server.pipeline.Outcome;
import io.millrace.server.plugin.stage.CallWatch;
import io.millrace.server.plugin.stage.StageCreationException;
import io.millrace.server.plugin.stage.StagePlan;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.topology.StageKind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker of a pipeline through all its lives: starts it, replaces it when a plugin does not
 * come back, pauses when that happens too often. Safe for many threads.
 */
final class WorkerSlot {

  private static final Logger LOGGER = LoggerFactory.getLogger(WorkerSlot.class);
  private static final Duration WATCH = Duration.ofSeconds(1);

  private final WorkerFactory factory;
  private final int number;
  private final HungRecords hung;
  private final Consumer<Throwable> fatal;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final LostCalls lost = new LostCalls(System::nanoTime);
  private @Nullable WorkerThread current;
  private volatile @Nullable String failure;
  private volatile @Nullable String stuck;

  WorkerSlot(WorkerFactory factory, int number, HungRecords hung, Consumer<Throwable> fatal) {
    this.factory = factory;
    this.number = number;
    this.hung = hung;
    this.fatal = fatal;
  }

  /** Starts a life; must not be called while one is on. What plugins do here may take long. */
  void start() throws StageCreationException {
    Progress progress = new Progress();
    WorkerParts parts = factory.create(number, hung, progress, new CountDownLatch(1));
    if (!begin(new WorkerThread(parts, progress, () -> live(parts, progress)))) {
      close(parts);
    }
  }

  private synchronized boolean begin(WorkerThread thread) {
    if (isStopping()) {
      return false;
    }
    failure = null;
    stuck = null;
    current = thread;
    thread.start();
    return true;
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void live(WorkerParts parts, Progress progress) {
    try {
      new Worker(parts).run();
      close(parts);
    } catch (BackendException e) {
      end(parts, e, e.kind() == BackendException.Kind.FATAL);
    } catch (VirtualMachineError e) {
      name(parts, progress);
      end(parts, e, true);
    } catch (RuntimeException | Error e) {
      end(parts, e, false);
    }
  }

  /** As well as it can be done: there may be no memory for it. */
  private static void name(WorkerParts parts, Progress progress) {
    try {
      LOGGER.error(
          "{} ends the process, at {}",
          parts.name(),
          progress.position().map(Position::toString).orElse("no record"));
    } catch (VirtualMachineError e) {
      // The process ends next.
    }
  }

  private void end(WorkerParts parts, Throwable reason, boolean isFatal) {
    if (isFatal) {
      fatal.accept(reason);
      return;
    }
    if (isCurrent(parts)) {
      failure = String.valueOf(reason.getMessage());
      LOGGER.error("{} has ended: {}", parts.name(), reason.getMessage(), reason);
      close(parts);
    } else {
      // It was abandoned and has come back: its plugins' files and connections are given back.
      parts.pipeline().close();
    }
  }

  private synchronized boolean isCurrent(WorkerParts parts) {
    return current != null && current.uses(parts);
  }

  private static void close(WorkerParts parts) {
    parts.lag().end();
    parts.intake().close();
    parts.pipeline().close();
  }

  /** Asks the worker to finish what it has in hand. */
  synchronized void requestStop() {
    stopping.countDown();
    if (current != null) {
      current.requestStop();
    }
  }

  /** Waits for the worker; false if it has not ended by then. */
  boolean awaitStopped(Duration timeout) throws InterruptedException {
    WorkerThread thread = current();
    return thread == null || thread.join(timeout);
  }

  /** Looks after the worker, about once a second. For the watchdog's thread. */
  synchronized void check(Duration callTimeout) {
    WorkerThread thread = current;
    if (thread == null) {
      return;
    }
    thread.showLag();
    Optional<CallWatch> overdue = thread.overdue(callTimeout);
    stuck = overdue.map(watch -> hangs(thread, watch)).orElse(null);
    if (overdue.isPresent()
        && !thread.interruptOnce(overdue.get())
        && thread.overdue(callTimeout.multipliedBy(2)).isPresent()) {
      if (isStopping()) {
        thread.giveUp();
      } else {
        replace(thread, overdue.get());
      }
    }
  }

  private static String hangs(WorkerThread thread, CallWatch overdue) {
    return "stage "
        + overdue.stage().plan().definition().name()
        + " does not come back"
        + thread.progress().position().map(at -> " from " + at).orElse("");
  }

  private void replace(WorkerThread thread, CallWatch overdue) {
    StagePlan stage = overdue.stage().plan();
    Optional<Position> at = thread.progress().position();
    if (overdue.stage().runningCall() != overdue.call()) {
      return; // it has come back just now, and the position may be that of another event
    }
    current = null;
    if (stage.definition().kind() != StageKind.DELIVER) {
      at.ifPresent(position -> hung.add(position, timedOut(stage)));
    }
    lost.add(thread.thread());
    // Not here: a plugin that hangs again, or a commit, must not keep the watchdog or a stop.
    Thread restart =
        new Thread(
            () -> restart(thread, stage),
            "millrace-restart-" + factory.pipelineName() + "-" + number);
    restart.setDaemon(true);
    restart.start();
  }

  /** Ends one life and starts the next, when it can be; what keeps it from that may pass. */
  private void restart(WorkerThread thread, StagePlan stage) {
    Backoff backoff = factory.backoff();
    try {
      thread.abandon();
      awaitLostCalls(stage);
      while (!isStopping() && !tryStart()) {
        pause(backoff.pause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (VirtualMachineError e) {
      fatal.accept(e);
    }
  }

  private void awaitLostCalls(StagePlan stage) throws InterruptedException {
    if (!lost.areTooMany()) {
      return;
    }
    failure =
        "stage "
            + stage.definition().name()
            + " did not come back from more than "
            + LostCalls.MOST
            + " calls; it goes on once one of them has ended, or an hour after it was given up";
    LOGGER.error("{}: {}", factory.pipelineName(), failure);
    while (!isStopping() && lost.areTooMany()) {
      pause(WATCH);
    }
  }

  /** Waits for a while or for the stop; meanwhile it is shown how far the worker falls behind. */
  private void pause(Duration pause) throws InterruptedException {
    factory.lookAtLag(number);
    var unused = stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean tryStart() {
    try {
      start();
      return true;
    } catch (StageCreationException | RuntimeException e) {
      failure = String.valueOf(e.getMessage());
      LOGGER.error("{} cannot go on yet: {}", factory.pipelineName(), failure, e);
      return false;
    }
  }

  private static Outcome.Failed timedOut(StagePlan stage) {
    return new Outcome.Failed(
        Attempt.of(stage),
        Failures.of(
            Failure.defect("plugin.timed-out", "the stage did not come back from this event")),
        null);
  }

  /** Interrupts a call that is running still; the worker then ends. */
  void interruptForStop() {
    WorkerThread thread = current();
    if (thread != null) {
      thread.interruptForStop();
    }
  }

  /** The stage in whose call the process is being ended. */
  Optional<String> endedBy() {
    WorkerThread thread = current();
    return thread == null ? Optional.empty() : thread.endedBy();
  }

  private synchronized @Nullable WorkerThread current() {
    return current;
  }

  /** Why the worker does not run, if it should. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** What the worker waits for. */
  Optional<String> waitingFor() {
    String hanging = stuck;
    WorkerThread thread = current();
    return hanging != null || thread == null ? Optional.ofNullable(hanging) : thread.waitingFor();
  }

  /** Whether the worker knows which partitions are its own; one that is replaced has known. */
  boolean isAssigned() {
    WorkerThread thread = current();
    return thread == null || thread.isAssigned();
  }

  /** The partitions that go no further since their data is damaged, and why. */
  Map<StreamPartition, String> damaged() {
    WorkerThread thread = current();
    return thread == null ? Map.of() : thread.damaged();
  }

  /** How many partitions wait with the worker; one, if it is not known yet which it has. */
  int waitingPartitions() {
    return waitingFor().isEmpty() && failure == null
        ? damaged().size()
        : Math.max(1, factory.lag().partitions(number).size());
  }
}
