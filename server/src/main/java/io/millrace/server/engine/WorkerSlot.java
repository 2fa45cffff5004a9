package io.millrace.server.engine;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.pipeline.Attempt;
import io.millrace.server.pipeline.Outcome;
import io.millrace.server.plugin.CallWatch;
import io.millrace.server.plugin.StageCreationException;
import io.millrace.server.plugin.StagePlan;
import io.millrace.server.stream.BackendException;
import io.millrace.server.topology.StageKind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker of a pipeline through all its lives: starts it, replaces it when a plugin does not
 * come back, gives up when that happens too often. Safe for many threads.
 */
final class WorkerSlot {

  private static final Logger LOGGER = LoggerFactory.getLogger(WorkerSlot.class);
  private static final int MOST_ABANDONED = 5;

  private final WorkerFactory factory;
  private final int number;
  private final HungRecords hung;
  private final Consumer<Throwable> fatal;
  private @Nullable WorkerThread current;
  private int abandoned;
  private boolean stopping;
  private volatile @Nullable String failure;

  WorkerSlot(WorkerFactory factory, int number, HungRecords hung, Consumer<Throwable> fatal) {
    this.factory = factory;
    this.number = number;
    this.hung = hung;
    this.fatal = fatal;
  }

  /** Starts a life; must not be called while one is on. */
  synchronized void start() throws StageCreationException {
    Progress progress = new Progress();
    WorkerParts parts = factory.create(number, hung, progress, new CountDownLatch(1));
    current = new WorkerThread(parts, progress, () -> live(parts));
    current.start();
  }

  private void live(WorkerParts parts) {
    try {
      new Worker(parts).run();
      close(parts);
    } catch (BackendException e) {
      end(parts, e, e.kind() == BackendException.Kind.FATAL);
    } catch (VirtualMachineError e) {
      end(parts, e, true);
    } catch (RuntimeException | Error e) {
      end(parts, e, false);
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
    }
  }

  private synchronized boolean isCurrent(WorkerParts parts) {
    return current != null && current.uses(parts);
  }

  private static void close(WorkerParts parts) {
    parts.intake().close();
    parts.lag().close();
    parts.pipeline().close();
  }

  /** Asks the worker to finish what it has in hand. */
  synchronized void requestStop() {
    stopping = true;
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
    if (thread == null || stopping) {
      return;
    }
    Optional<CallWatch> overdue = thread.overdue(callTimeout);
    if (overdue.isPresent()
        && !thread.interruptOnce(overdue.get())
        && thread.overdue(callTimeout.multipliedBy(2)).isPresent()) {
      replace(thread, overdue.get().stage().plan());
    }
  }

  private void replace(WorkerThread thread, StagePlan stage) {
    thread.abandon();
    current = null;
    if (stage.definition().kind() != StageKind.DELIVER) {
      thread.progress().position().ifPresent(at -> hung.add(at, timedOut(stage)));
    }
    if (++abandoned > MOST_ABANDONED) {
      failure =
          "stage "
              + stage.definition().name()
              + " did not come back from "
              + abandoned
              + " calls; the pipeline does not run any more until the server is started again";
      LOGGER.error("{}: {}", factory.pipelineName(), failure);
      return;
    }
    try {
      start();
    } catch (StageCreationException | RuntimeException e) {
      failure = String.valueOf(e.getMessage());
      LOGGER.error("{} cannot go on: {}", factory.pipelineName(), failure, e);
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

  private synchronized @Nullable WorkerThread current() {
    return current;
  }

  /** Why the worker does not run, if it should. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** What the worker waits for. */
  Optional<String> waitingFor() {
    WorkerThread thread = current();
    return thread == null ? Optional.empty() : thread.waitingFor();
  }

  long lag() {
    WorkerThread thread = current();
    return thread == null ? 0 : thread.lag();
  }
}
