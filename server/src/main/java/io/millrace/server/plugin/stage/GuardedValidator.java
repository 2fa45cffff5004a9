package io.millrace.server.plugin.stage;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.Validator;
import io.vavr.control.Either;

/** A validator behind the wrapper. */
public final class GuardedValidator extends GuardedStage {

  private static final String NOUN = "validator";

  private final Validator stage;

  GuardedValidator(Validator stage, StagePlan plan, Guard guard) {
    super(NOUN, stage, plan, guard);
    this.stage = stage;
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
}
