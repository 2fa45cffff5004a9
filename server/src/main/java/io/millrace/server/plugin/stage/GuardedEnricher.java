package io.millrace.server.plugin.stage;

import io.millrace.api.Enricher;
import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.vavr.control.Either;

/** An enricher behind the wrapper. */
public final class GuardedEnricher extends GuardedStage {

  private static final String NOUN = "enricher";

  private final Enricher stage;

  GuardedEnricher(Enricher stage, StagePlan plan, Guard guard) {
    super(NOUN, stage, plan, guard);
    this.stage = stage;
  }

  /** The event to go on with, or why it could not be enriched. */
  public Either<Failures, Event> enrich(Event event) {
    guard.enter();
    try {
      return guard.counted(answers.anyEvent(stage.enrich(event), event), NOUN);
    } catch (Throwable e) {
      return guard.failed(e, NOUN);
    } finally {
      guard.leave();
    }
  }
}
