package io.millrace.plugin.split;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.Transformer;
import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes an event of each element of an array, with fields of the whole copied into each. */
final class SplitTransformer implements Transformer {

  private final SplitSettings settings;

  SplitTransformer(SplitSettings settings) {
    this.settings = settings;
  }

  @Override
  public Either<Failures, List<Event>> transform(Event event) {
    return event.elements(settings.field()).flatMap(elements -> split(event, elements));
  }

  private Either<Failures, List<Event>> split(Event event, List<Event> elements) {
    Map<FieldPath, Object> kept = kept(event);
    List<Event> events = new ArrayList<>(elements.size());
    for (Event element : elements) {
      if (settings.as().isEmpty() && element.object(FieldPath.ROOT).isLeft()) {
        return notObject(settings.field().child(events.size()));
      }
      Event made = settings.as().isPresent() ? nested(element, settings.as().get()) : element;
      for (Map.Entry<FieldPath, Object> field : kept.entrySet()) {
        made = made.with(field.getKey(), field.getValue());
      }
      events.add(made);
    }
    return Either.right(Collections.unmodifiableList(events));
  }

  private Map<FieldPath, Object> kept(Event event) {
    Map<FieldPath, Object> kept = new LinkedHashMap<>();
    for (FieldPath path : settings.keep()) {
      event.value(path).forEach(value -> kept.put(path, value));
    }
    return kept;
  }

  private static Event nested(Event element, FieldPath as) {
    Object value = element.value(FieldPath.ROOT).get();
    return element.with(FieldPath.ROOT, Map.of()).with(as, value);
  }

  private static Either<Failures, List<Event>> notObject(FieldPath element) {
    return Failures.left(
        Failure.rejected(
            "split.not-object", element, element + " is no object: 'as' would give it a place"));
  }
}
