package io.millrace.server.plugin;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.Sink;
import io.vavr.control.Either;
import java.util.List;
import java.util.Optional;

/** A sink behind the wrapper. */
public final class GuardedSink implements GuardedStage {

  private static final String NOUN = "sink";

  private final Sink stage;
  private final StagePlan plan;
  private final Guard guard;
  private final Answers answers = new Answers(NOUN);

  GuardedSink(Sink stage, StagePlan plan, Guard guard) {
    this.stage = stage;
    this.plan = plan;
    this.guard = guard;
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
      return guard.countedBatch(answers.perEvent(stage.deliver(batch), batch));
    } catch (Throwable e) {
      return guard.countedBatch(Answers.forEach(batch, Either.left(guard.threw(e, NOUN))));
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
