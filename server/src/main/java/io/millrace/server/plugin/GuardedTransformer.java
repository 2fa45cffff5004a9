package io.millrace.server.plugin;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.Transformer;
import io.vavr.control.Either;
import java.util.List;
import java.util.Optional;

/** A transformer behind the wrapper. */
public final class GuardedTransformer implements GuardedStage {

  private static final String NOUN = "transformer";

  private final Transformer stage;
  private final StagePlan plan;
  private final Guard guard;
  private final int fanOut;
  private final Answers answers = new Answers(NOUN);

  GuardedTransformer(Transformer stage, StagePlan plan, Guard guard, int fanOut) {
    this.stage = stage;
    this.plan = plan;
    this.guard = guard;
    this.fanOut = fanOut;
  }

  /** The events to go on with, a copy that cannot be modified, or why there are none. */
  public Either<Failures, List<Event>> transform(Event event) {
    guard.enter();
    try {
      return guard.countedEvents(answers.events(stage.transform(event), event, fanOut), NOUN);
    } catch (Throwable e) {
      return guard.failed(e, NOUN);
    } finally {
      guard.leave();
    }
  }

  @Override
  public StagePlan plan() {
    return plan;
  }

  @Override
  public StageCounts takeCounts() {
    return guard.takeCounts();
  }

  @Override
  public long runningCall() {
    return guard.runningCall();
  }

  @Override
  public Optional<Thread> caller() {
    return guard.caller();
  }

  @Override
  public boolean interrupt(long call, InterruptReason reason) {
    return guard.interrupt(call, reason);
  }

  @Override
  public void close() {
    guard.close(stage);
  }
}
