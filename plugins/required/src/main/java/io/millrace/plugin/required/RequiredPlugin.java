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
      @Setting("The fields that every event must have.") List<FieldPath> fields) {}

  @Override
  public String name() {
    return "required";
  }

  @Override
  public String version() {
    return "0.1.0";
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
    return event -> event.has(field) ? Either.right(event) : missing;
  }
}
