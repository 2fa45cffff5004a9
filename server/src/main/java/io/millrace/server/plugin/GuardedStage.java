package io.millrace.server.plugin;

import java.util.Optional;

/**
 * A plugin's stage behind the one wrapper that every call goes through. Its calls never throw, but
 * for a {@link VirtualMachineError} other than a stack overflow, and never return null.
 *
 * <p>One worker's thread calls it. {@link #runningCall}, {@link #caller} and {@link #interrupt} are
 * for a watchdog's thread.
 */
public sealed interface GuardedStage extends AutoCloseable
    permits GuardedValidator, GuardedEnricher, GuardedTransformer, GuardedSink {

  /** What it was made from. */
  StagePlan plan();

  /** What it did since this was last called; for the worker's thread, once a round. */
  StageCounts takeCounts();

  /**
   * The number of the call that is running now; 0 if none is. A watchdog that sees the same number
   * again after a while has found a call that takes at least that long: see {@link CallWatch}. Any
   * thread may ask.
   */
  long runningCall();

  /** The thread that made the last call; empty before the first. Any thread may ask. */
  Optional<Thread> caller();

  /**
   * Interrupts a call, if it is still running. What the call then throws becomes a failure with the
   * reason's kind; an answer counts as if nothing had happened. The interrupt never reaches beyond
   * the call. For a watchdog: takes a few milliseconds.
   *
   * @param call its number, from {@link #runningCall}
   * @return whether it was still running
   */
  boolean interrupt(long call, InterruptReason reason);

  /** Closes the plugin's stage if it can be closed. Never throws; called once, after all calls. */
  @Override
  void close();

  /** Why a call is interrupted. */
  enum InterruptReason {
    /** It takes too long: a {@code DEFECT} of code {@code plugin.overdue}. */
    OVERDUE,
    /** The server stops: {@code UNAVAILABLE}, {@code plugin.interrupted}, so the event is kept. */
    STOPPING
  }
}
