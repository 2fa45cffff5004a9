package io.millrace.plugin.required;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.Plugin;
import io.millrace.api.Results;
import io.millrace.api.Setting;
import io.millrace.api.StageFactory;
import io.millrace.api.Validator;
import io.vavr.control.Either;
import java.util.List;
import java.util.function.Function;

/** The smallest plugin: a validator that wants some fields to be there. */
public final class RequiredPlugin implements Plugin {

  /** The settings under {@code with:}. */
  public record Settings(
      @Setting("The fields that every event must have, with a value other than null.")
          List<FieldPath> fields) {

    /** Checks that there is something to check. */
    public Settings {
      if (fields.isEmpty()) {
        throw new IllegalArgumentException("'fields' names no field: name one, or drop the stage");
      }
    }
  }

  @Override
  public String name() {
    return "required";
  }

  @Override
  public List<StageFactory<?, Validator>> validators() {
    return List.of(
        StageFactory.of(
            "required", Settings.class, (settings, context) -> validator(settings.fields())));
  }

  private static Validator validator(List<FieldPath> fields) {
    List<Function<Event, Either<Failures, Event>>> checks =
        fields.stream().map(RequiredPlugin::check).toList();
    return event -> Results.checkAll(event, checks);
  }

  private static Function<Event, Either<Failures, Event>> check(FieldPath field) {
    Either<Failures, Event> missing =
        Failures.left(Failure.rejected("required.missing", field, field + " is missing"));
    return event -> event.hasValue(field) ? Either.right(event) : missing;
  }
}
