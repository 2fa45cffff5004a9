package io.millrace.server.plugin;

import io.millrace.api.Enricher;
import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.vavr.control.Either;
import java.util.Optional;

/** An enricher behind the wrapper. */
public final class GuardedEnricher implements GuardedStage {

  private static final String NOUN = "enricher";

  private final Enricher stage;
  private final StagePlan plan;
  private final Guard guard;
  private final Answers answers = new Answers(NOUN);

  GuardedEnricher(Enricher stage, StagePlan plan, Guard guard) {
    this.stage = stage;
    this.plan = plan;
    this.guard = guard;
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
