package io.millrace.api.testing;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.Sink;
import io.vavr.control.Either;
import java.util.List;

/** A sink that throws where the one behind it breaks the contract of {@link Sink}. */
record CheckedSink(Sink sink) implements Sink {

  @Override
  public List<Either<Failures, Event>> deliver(List<Event> events) {
    List<Event> batch = List.copyOf(events);
    CheckedCalls.check(!batch.isEmpty(), "a batch is never empty: %s", batch);
    List<Either<Failures, Event>> answers = call(batch);
    CheckedCalls.check(answers != null, "deliver returned %s", answers);
    CheckedCalls.check(
        answers.size() == batch.size(),
        "deliver answers each event once and in order; it gave this number of answers: %s",
        answers.size());
    for (int i = 0; i < batch.size(); i++) {
      Either<Failures, Event> answer = answers.get(i);
      CheckedCalls.checkResult("deliver", answer);
      CheckedCalls.check(
          answer.isLeft() || answer.get() == batch.get(i),
          "deliver answered for another event than the one at the same place: %s",
          answer);
    }
    return answers;
  }

  private List<Either<Failures, Event>> call(List<Event> batch) {
    try {
      return sink.deliver(batch);
    } catch (RuntimeException e) {
      throw new AssertionError("deliver threw; a sink answers with a Left instead", e);
    }
  }

  @Override
  public void idle() {
    sink.idle();
  }
}
