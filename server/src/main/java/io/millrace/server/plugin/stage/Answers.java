package io.millrace.server.plugin.stage;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.plugin.text.Secrets;
import io.millrace.server.plugin.text.Text;
import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds a plugin's answers against the contract. Types are not believed, since an unchecked cast
 * gets past the compiler; nor are objects of the plugin's own classes, so lists and foreign Eithers
 * are copied. Called inside the guard: what such an object throws is what the plugin threw.
 */
final class Answers {

  private final String noun;
  private final Secrets secrets;
  private final @Nullable ClassLoader ownLoader = Event.class.getClassLoader();
  private final @Nullable ClassLoader serverLoader = Answers.class.getClassLoader();

  Answers(String noun, Secrets secrets) {
    this.noun = noun;
    this.secrets = secrets;
  }

  /** What a validator, and a sink for each event, may answer: the same event, or why not. */
  Either<Failures, Event> sameEvent(@Nullable Object answer, Event event) {
    if (!(answer instanceof Either<?, ?> either)) {
      return returnedNull();
    }
    if (either.isLeft()) {
      return left(either);
    }
    Object value = either.get();
    if (value == event) {
      return trusted(either) ? cast(either) : Either.right(event);
    }
    return value == null
        ? returnedNull()
        : defect("plugin.returned-another-event", "returned another event than it was given");
  }

  /** What an enricher may answer. */
  Either<Failures, Event> anyEvent(@Nullable Object answer, Event event) {
    if (!(answer instanceof Either<?, ?> either)) {
      return returnedNull();
    }
    if (either.isLeft()) {
      return left(either);
    }
    Object value = either.get();
    Either<Failures, Event> fault = faultOf(value, event);
    if (fault != null) {
      return fault;
    }
    return trusted(either) ? cast(either) : Either.right((Event) value);
  }

  /** What a transformer may answer. */
  Either<Failures, List<Event>> events(@Nullable Object answer, Event event, int most) {
    if (!(answer instanceof Either<?, ?> either)) {
      return returnedNull();
    }
    if (either.isLeft()) {
      return left(either);
    }
    Object value = either.get();
    if (value == null) {
      return returnedNull();
    }
    if (!(value instanceof List<?> list)) {
      return wrongType(value);
    }
    List<Event> copy = new ArrayList<>(Math.min(16, most));
    for (Iterator<?> elements = list.iterator(); elements.hasNext(); ) {
      Object element = elements.next();
      if (copy.size() == most) {
        return tooMany(most);
      }
      Either<Failures, List<Event>> fault = faultOf(element, event);
      if (fault != null) {
        return fault;
      }
      copy.add((Event) element);
    }
    return Either.right(Collections.unmodifiableList(copy));
  }

  /** What a sink may answer for a batch. */
  List<Either<Failures, Event>> perEvent(@Nullable Object answer, List<Event> events) {
    if (!(answer instanceof List<?> list)) {
      return forEach(events, returnedNull());
    }
    List<Either<Failures, Event>> copy = new ArrayList<>(events.size());
    Iterator<?> answers = list.iterator();
    while (answers.hasNext() && copy.size() < events.size()) {
      copy.add(sameEvent(answers.next(), events.get(copy.size())));
    }
    if (copy.size() < events.size() || answers.hasNext()) {
      String size = answers.hasNext() ? "more than " + events.size() : copy.size() + "";
      String message = "returned " + size + " answers for " + events.size() + " events";
      return forEach(events, defect("plugin.wrong-size", message));
    }
    return Collections.unmodifiableList(copy);
  }

  static List<Either<Failures, Event>> forEach(List<Event> events, Either<Failures, Event> answer) {
    return Collections.nCopies(events.size(), answer);
  }

  private <T> @Nullable Either<Failures, T> faultOf(@Nullable Object value, Event event) {
    if (value == event) {
      return null;
    }
    if (value == null) {
      return returnedNull();
    }
    if (!(value instanceof Event answer)) {
      return wrongType(value);
    }
    if (isForeign(value, event)) {
      return defect(
          "plugin.foreign-event",
          "returned an event of its own class " + Text.bounded(value.getClass().getName()));
    }
    // One that it kept from another call would be stored twice, and this one never.
    return answer.position().equals(event.position())
        ? null
        : defect(
            "plugin.returned-another-event",
            "returned an event of another record, " + answer.position());
  }

  private boolean isForeign(Object value, Event event) {
    ClassLoader loader = value.getClass().getClassLoader();
    return value.getClass() != event.getClass() && loader != ownLoader && loader != serverLoader;
  }

  private <T> Either<Failures, T> left(Either<?, ?> either) {
    Object failures = either.getLeft();
    if (failures == null) {
      return returnedNull();
    }
    if (!(failures instanceof Failures known)) {
      return wrongType(failures);
    }
    if (secrets.areIn(known)) {
      return Either.left(secrets.in(known));
    }
    return trusted(either) ? cast(either) : Either.left(known);
  }

  private static boolean trusted(Either<?, ?> either) {
    return either instanceof Either.Right || either instanceof Either.Left;
  }

  @SuppressWarnings("unchecked") // what it holds has just been looked at
  private static <T> Either<Failures, T> cast(Either<?, ?> either) {
    return (Either<Failures, T>) either;
  }

  private <T> Either<Failures, T> returnedNull() {
    return defect("plugin.returned-null", "returned null");
  }

  private <T> Either<Failures, T> wrongType(Object value) {
    return defect("plugin.wrong-type", "returned a " + Text.bounded(value.getClass().getName()));
  }

  private <T> Either<Failures, T> tooMany(int most) {
    return defect("plugin.fan-out", "returned more than the " + most + " events allowed");
  }

  private <T> Either<Failures, T> defect(String code, String what) {
    return Failures.left(Failure.defect(code, "the " + noun + " " + what));
  }
}
