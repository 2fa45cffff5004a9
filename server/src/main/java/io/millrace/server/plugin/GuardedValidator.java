package io.millrace.server.plugin;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.Validator;
import io.vavr.control.Either;
import java.util.Optional;

/** A validator behind the wrapper. */
public final class GuardedValidator implements GuardedStage {

  private static final String NOUN = "validator";

  private final Validator stage;
  private final StagePlan plan;
  private final Guard guard;
  private final Answers answers = new Answers(NOUN);

  GuardedValidator(Validator stage, StagePlan plan, Guard guard) {
    this.stage = stage;
    this.plan = plan;
    this.guard = guard;
  }

  /** The very same event, or every reason why not. */
  public Either<Failures, Event> validate(Event event) {
    guard.enter();
    try {
      return guard.counted(answers.sameEvent(stage.validate(event), event), NOUN);
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
