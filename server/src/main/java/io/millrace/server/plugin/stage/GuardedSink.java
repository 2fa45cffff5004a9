package io.millrace.server.plugin.stage;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.Sink;
import io.vavr.control.Either;
import java.util.List;

/** A sink behind the wrapper. */
public final class GuardedSink extends GuardedStage {

  private static final String NOUN = "sink";

  private final Sink stage;

  GuardedSink(Sink stage, StagePlan plan, Guard guard) {
    super(NOUN, stage, plan, guard);
    this.stage = stage;
  }

  /**
   * Delivers a batch that is not empty.
   *
   * @return one answer for each event, in order. A sink that throws or answers with a list of
   *     another size fails all of them; one that breaks its contract for one event fails that one.
   */
  public List<Either<Failures, Event>> deliver(List<Event> events) {
    List<Event> batch = List.copyOf(events);
    guard.enter();
    try {
      return guard.countedBatch(answers.perEvent(stage.deliver(batch), batch), NOUN);
    } catch (Throwable e) {
      return guard.countedBatch(Answers.forEach(batch, Either.left(guard.threw(e, NOUN))), NOUN);
    } finally {
      guard.leave();
    }
  }

  /** Tells the sink that there is nothing to deliver. What it throws is logged and counted. */
  public void idle() {
    guard.enterAside();
    try {
      stage.idle();
    } catch (Throwable e) {
      guard.threwAside(e);
    } finally {
      guard.leave();
    }
  }
}
