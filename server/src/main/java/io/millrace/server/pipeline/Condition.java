package io.millrace.server.pipeline;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.vavr.control.Either;
import java.util.regex.Pattern;

/** A compiled {@code when:}. Safe for many threads. */
final class Condition {

  /** Begins the list of all types that an operator takes, in the library's notation. */
  private static final String OVERLOADS = "Overload candidates";

  /** Where in the condition, in the library's notation: counted in another way than ours. */
  private static final Pattern PLACE = Pattern.compile("^evaluation error at <input>:\\d+: ");

  private final String source;
  private final Program program;
  private final boolean readsFieldsOnly;

  /**
   * A condition.
   *
   * @param source its text
   * @param program the compiled text
   * @param readsFieldsOnly whether {@code body} only occurs as in {@code body.name}: then the rest
   *     of the body need not be read
   */
  Condition(String source, Program program, boolean readsFieldsOnly) {
    this.source = source;
    this.program = program;
    this.readsFieldsOnly = readsFieldsOnly;
  }

  /**
   * Whether the condition holds for an event; a Left of kind {@code REJECTED} and code {@code
   * when.error} if it cannot be told, as when it reads a field that is missing.
   */
  Either<Failures, Boolean> holds(Event event) {
    try {
      return program.eval(new EventVariables(event, readsFieldsOnly)) instanceof Boolean answer
          ? Either.right(answer)
          : failed("the answer is neither true nor false");
    } catch (CelEvaluationException e) {
      return failed(why(event, PLACE.matcher(String.valueOf(e.getMessage())).replaceFirst("")));
    }
  }

  /** In words of the event, not of Java or of the library. */
  private String why(Event event, String message) {
    if (readsFieldsOnly && event.object(FieldPath.ROOT).isLeft()) {
      return "the body is no object, so it has no fields";
    }
    if (message.contains("cannot be cast")) {
      return "a value is of another type than the condition expects";
    }
    int candidates = message.indexOf(OVERLOADS);
    return candidates < 0
        ? message
        : "a value is of a type that the operator or function does not take: "
            + message.substring(0, candidates).strip();
  }

  private Either<Failures, Boolean> failed(String why) {
    return Failures.left(
        Failure.rejected(
                "when.error",
                "the condition '" + Excerpt.of(source, 0) + "' cannot be decided: " + why)
            .with("when", source));
  }
}
