package io.millrace.server.plugin.stage;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds the calls of one stage that take too long, by looking at it now and then: what the stage
 * pays for is a counter, not a clock. For one thread, the watchdog's.
 */
public final class CallWatch {

  private final GuardedStage stage;
  private long seenCall;
  private long seenAt;

  /** Watches a stage. */
  public CallWatch(GuardedStage stage) {
    this.stage = stage;
  }

  /** The stage. */
  public GuardedStage stage() {
    return stage;
  }

  /** The call that was running when this was last looked at; 0 if none was. */
  public long call() {
    return seenCall;
  }

  /**
   * Looks.
   *
   * @param nanoTime now, by {@link System#nanoTime}
   * @return for how long at least the call that runs now has been running: since it was first seen.
   *     Empty if none runs.
   */
  public OptionalLong look(long nanoTime) {
    long running = stage.runningCall();
    if (running != seenCall) {
      seenCall = running;
      seenAt = nanoTime;
    }
    return running == 0 ? OptionalLong.empty() : OptionalLong.of(nanoTime - seenAt);
  }

  /** For the operator: the stage, its plugin, its thread and where that stands. */
  public String describe() {
    Optional<Thread> thread = stage.caller();
    StringBuilder out = new StringBuilder(stage.plan().toString());
    thread.ifPresent(
        caller -> {
          out.append(", thread ").append(caller.getName()).append(", ").append(caller.getState());
          for (StackTraceElement frame : caller.getStackTrace()) {
            out.append(System.lineSeparator()).append("    at ").append(frame);
          }
        });
    return out.toString();
  }
}
