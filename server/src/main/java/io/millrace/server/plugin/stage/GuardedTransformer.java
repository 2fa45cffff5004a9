package io.millrace.server.plugin.stage;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.Transformer;
import io.vavr.control.Either;
import java.util.List;

/** A transformer behind the wrapper. */
public final class GuardedTransformer extends GuardedStage {

  private static final String NOUN = "transformer";

  private final Transformer stage;
  private final int fanOut;

  GuardedTransformer(Transformer stage, StagePlan plan, Guard guard, int fanOut) {
    super(NOUN, stage, plan, guard);
    this.stage = stage;
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
}
