package io.millrace.server.plugin.stage;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.vavr.control.Either;
import org.jspecify.annotations.Nullable;

/** An Either of a plugin's own: a Right, or one that throws when it is asked. */
record LyingEither(@Nullable Event event) implements Either<Failures, Event> {

  private static final long serialVersionUID = 1L;

  @Override
  public Failures getLeft() {
    throw new UnsupportedOperationException("lies");
  }

  @Override
  public boolean isLeft() {
    return false;
  }

  @Override
  public boolean isRight() {
    return true;
  }

  @Override
  public Event get() {
    if (event == null) {
      throw new UnsupportedOperationException("lies");
    }
    return event;
  }

  @Override
  public String stringPrefix() {
    return "Lying";
  }
}
