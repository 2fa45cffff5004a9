package io.millrace.server.plugin.stage;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.PathConflictException;
import io.millrace.server.plugin.stage.GuardedStage.InterruptReason;
import io.millrace.server.plugin.text.Secrets;
import io.millrace.server.plugin.text.Text;
import io.millrace.server.plugin.text.TraceLog;
import io.vavr.control.Either;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What happens around each call into a plugin's stage: context class loader, interrupt flag, time,
 * counts, the mark that a watchdog reads, and what becomes of a thrown thing. One worker's thread
 * calls {@code enter … leave}; it writes plain and opaque fields only.
 */
final class Guard {

  private static final int ONE_IN_64 = 63;
  private static final int ALL = 0;
  private static final VarHandle CALL;
  private static final VarHandle CALLER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CALL = lookup.findVarHandle(Guard.class, "call", long.class);
      CALLER = lookup.findVarHandle(Guard.class, "caller", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** A wish to interrupt a call. */
  private record Interruption(long call, InterruptReason reason) {}

  private final ClassLoader loader;
  private final TraceLog traces;
  private final Secrets secrets;
  private final Tally tally = new Tally();
  private final int sampleMask;

  private long call; // odd while a call runs; opaque
  private @Nullable Thread caller; // opaque
  private volatile @Nullable Interruption interruption;

  private @Nullable ClassLoader outerLoader;
  private boolean outerInterrupt;
  private boolean timed;
  private long startedAt;

  private Guard(ClassLoader loader, TraceLog traces, Secrets secrets, int sampleMask) {
    this.loader = loader;
    this.traces = traces;
    this.secrets = secrets;
    this.sampleMask = sampleMask;
  }

  static Guard ofEvents(ClassLoader loader, TraceLog traces, Secrets secrets) {
    return new Guard(loader, traces, secrets, ONE_IN_64);
  }

  /** Batches are few and long: each is timed. */
  static Guard ofBatches(ClassLoader loader, TraceLog traces, Secrets secrets) {
    return new Guard(loader, traces, secrets, ALL);
  }

  StageCounts takeCounts() {
    return tally.take();
  }

  /** Before a call that is counted. */
  void enter() {
    timed = tally.begin(sampleMask);
    if (timed) {
      startedAt = System.nanoTime();
    }
    mark();
  }

  /** Before a call that is not: no event comes of it. */
  void enterAside() {
    timed = false;
    mark();
  }

  private void mark() {
    Thread thread = Thread.currentThread();
    if (thread != caller) {
      CALLER.setOpaque(this, thread);
    }
    outerLoader = thread.getContextClassLoader();
    outerInterrupt = thread.isInterrupted();
    thread.setContextClassLoader(loader);
    CALL.setOpaque(this, call + 1);
  }

  /** After a call, whatever became of it. */
  void leave() {
    CALL.setOpaque(this, call + 1);
    if (timed) {
      tally.timed(System.nanoTime() - startedAt);
    }
    Thread thread = Thread.currentThread();
    thread.setContextClassLoader(outerLoader);
    if (interruption != null) {
      endInterruption();
    }
    if (thread.isInterrupted() != outerInterrupt) {
      restoreInterrupt(thread);
    }
  }

  /**
   * A flag that a plugin leaves behind would close the server's own files: an interrupted thread's
   * next {@code FileChannel} operation closes the channel.
   */
  private void restoreInterrupt(Thread thread) {
    if (outerInterrupt) {
      thread.interrupt();
    } else {
      Thread.interrupted();
    }
  }

  /** Logs and counts what a call threw, and says what it means; rethrows what is fatal. */
  Failures threw(Throwable thrown, String noun) {
    traces.rethrowFatal(thrown);
    tally.thrown++;
    Interruption wish = interruption;
    if (wish != null && wish.call() == call) {
      return Failures.of(interrupted(wish.reason(), noun));
    }
    traces.threw(thrown);
    return Failures.of(
        Failure.defect("plugin.threw", "the " + noun + " threw " + Text.of(thrown, secrets))
            .with("exception", thrown.getClass().getName()));
  }

  /** Counts what a call threw as one failed event. */
  <T> Either<Failures, T> failed(Throwable thrown, String noun) {
    Either<Failures, T> answer =
        thrown instanceof PathConflictException conflict
            ? Failures.left(
                Failure.rejected(
                    "field.conflict", conflict.path(), Text.message(conflict, secrets)))
            : Either.left(threw(thrown, noun));
    tally.failed();
    return answer;
  }

  Either<Failures, Event> counted(Either<Failures, Event> answer, String noun) {
    if (answer.isRight()) {
      tally.succeeded(1);
      return answer;
    }
    return countedLeft(answer, noun);
  }

  Either<Failures, List<Event>> countedEvents(Either<Failures, List<Event>> answer, String noun) {
    if (answer.isRight()) {
      tally.succeeded(answer.get().size());
      return answer;
    }
    return countedLeft(answer, noun);
  }

  List<Either<Failures, Event>> countedBatch(List<Either<Failures, Event>> batch, String noun) {
    List<Either<Failures, Event>> counted = new ArrayList<>(batch.size());
    for (Either<Failures, Event> answer : batch) {
      counted.add(counted(answer, noun));
    }
    return Collections.unmodifiableList(counted);
  }

  /**
   * A Left of a call that was interrupted says what the interrupt did, not what the event is: a
   * stage that wraps what it calls, as {@code Results.attempt} does, makes a failure of it.
   */
  private <T> Either<Failures, T> countedLeft(Either<Failures, T> answer, String noun) {
    tally.failed();
    Interruption wish = interruption;
    return wish != null && wish.call() == call
        ? Failures.left(interrupted(wish.reason(), noun))
        : answer;
  }

  private static Failure interrupted(InterruptReason reason, String noun) {
    return switch (reason) {
      case OVERDUE ->
          Failure.defect("plugin.overdue", "the " + noun + " took too long and was interrupted");
      case STOPPING ->
          Failure.unavailable(
              "plugin.interrupted", "the server stopped while the " + noun + " was at work");
    };
  }

  /** Logs and counts what a call threw that answers to nobody. */
  void threwAside(Throwable thrown) {
    traces.rethrowFatal(thrown);
    tally.thrown++;
    traces.threw(thrown);
  }

  long runningCall() {
    long now = (long) CALL.getOpaque(this);
    return (now & 1) == 1 ? now : 0;
  }

  Optional<Thread> caller() {
    return Optional.ofNullable((Thread) CALLER.getOpaque(this));
  }

  /**
   * The wish is written first and acted on milliseconds later, when a worker that has left the call
   * meanwhile is sure to see it: so the worker needs no fence, and waits in {@link
   * #endInterruption} for an interrupt that is on its way.
   */
  boolean interrupt(long running, InterruptReason reason) {
    if (running == 0 || runningCall() != running) {
      return false;
    }
    Interruption wish = new Interruption(running, reason);
    interruption = wish;
    LockSupport.parkNanos(2_000_000);
    synchronized (this) {
      Optional<Thread> thread = caller();
      if (runningCall() != running || thread.isEmpty() || !wish.equals(interruption)) {
        interruption = null;
        return false;
      }
      thread.get().interrupt();
      return true;
    }
  }

  /** Waits for an interrupt that is on its way; {@link #leave} then puts the flag right. */
  private synchronized void endInterruption() {
    interruption = null;
  }

  /** Closes a stage with the plugin's class loader around. Never throws. */
  void close(Object stage) {
    if (stage instanceof AutoCloseable closeable) {
      enterAside();
      try {
        closeable.close();
      } catch (Throwable e) {
        threwAside(e);
      } finally {
        leave();
      }
    }
  }
}
