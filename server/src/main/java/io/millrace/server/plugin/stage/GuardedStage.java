package io.millrace.server.plugin.stage;

import java.util.Optional;

/**
 * A plugin's stage behind the one wrapper that every call goes through. Its calls never throw, but
 * for a {@link VirtualMachineError} other than a stack overflow, and never return null.
 *
 * <p>One worker's thread calls it. {@link #runningCall}, {@link #caller} and {@link #interrupt} are
 * for a watchdog's thread.
 */
public abstract sealed class GuardedStage implements AutoCloseable
    permits GuardedValidator, GuardedEnricher, GuardedTransformer, GuardedSink {

  private final Object stage;
  private final StagePlan plan;
  final Guard guard;
  final Answers answers;

  /**
   * Puts the guard around a stage.
   *
   * @param noun what failures call it
   */
  GuardedStage(String noun, Object stage, StagePlan plan, Guard guard) {
    this.stage = stage;
    this.plan = plan;
    this.guard = guard;
    this.answers = new Answers(noun, plan.secrets());
  }

  /** What it was made from. */
  public final StagePlan plan() {
    return plan;
  }

  /** What it did since this was last called; for the worker's thread, once a round. */
  public final StageCounts takeCounts() {
    return guard.takeCounts();
  }

  /**
   * The number of the call that is running now; 0 if none is. A watchdog that sees the same number
   * again after a while has found a call that takes at least that long: see {@link CallWatch}. Any
   * thread may ask.
   */
  public final long runningCall() {
    return guard.runningCall();
  }

  /** The thread that made the last call; empty before the first. Any thread may ask. */
  public final Optional<Thread> caller() {
    return guard.caller();
  }

  /**
   * Interrupts a call, if it is still running. What the call then throws, and a Left that it then
   * answers with, becomes a failure with the reason's kind; a Right counts as if nothing had
   * happened. The interrupt never reaches beyond the call. For a watchdog: takes a few
   * milliseconds.
   *
   * @param call its number, from {@link #runningCall}
   * @return whether it was still running
   */
  public final boolean interrupt(long call, InterruptReason reason) {
    return guard.interrupt(call, reason);
  }

  /** Closes the plugin's stage if it can be closed. Never throws; called once, after all calls. */
  @Override
  public final void close() {
    guard.close(stage);
  }

  /** Why a call is interrupted. */
  public enum InterruptReason {
    /** It takes too long: a {@code DEFECT} of code {@code plugin.overdue}. */
    OVERDUE,
    /** The server stops: {@code UNAVAILABLE}, {@code plugin.interrupted}, so the event is kept. */
    STOPPING
  }
}
