package io.millrace.server.pipeline;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.plugin.stage.GuardedEnricher;
import io.millrace.server.plugin.stage.GuardedTransformer;
import io.millrace.server.plugin.stage.GuardedValidator;
import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps there are, one for each kind of stage. */
final class StageSteps {

  private static final Either<Failures, Boolean> ALWAYS = Either.right(true);

  private static final Failures TOO_MANY =
      Failures.of(
          Failure.rejected(
              "transform.too-many",
              "the transformers together made more events of this record than"
                  + " engine.max-fan-out allows"));

  private StageSteps() {}

  private static Either<Failures, Boolean> applies(@Nullable Condition when, Event event) {
    return when == null ? ALWAYS : when.holds(event);
  }

  /**
   * One validator of a block.
   *
   * @param when for which events; null: all
   * @param validator the stage
   * @param attempt how a failure names it
   */
  record Check(@Nullable Condition when, GuardedValidator validator, Attempt attempt) {

    @Nullable Failures run(Event event) {
      Either<Failures, Boolean> applies = applies(when, event);
      if (applies.isLeft()) {
        return applies.getLeft();
      }
      if (!applies.get()) {
        return null;
      }
      Either<Failures, Event> result = validator.validate(event);
      return result.isLeft() ? result.getLeft() : null;
    }
  }

  /** Runs all validators of a block and gathers all their failures, each marked with its stage. */
  record ValidateBlock(List<Check> checks) implements Step {

    @Override
    public Outcome.@Nullable Failed handle(Event event, Walk walk, int next) {
      Attempt first = null;
      List<Failure> gathered = List.of();
      for (int i = 0; i < checks.size(); i++) { // an iterator would be an object for each event
        Check check = checks.get(i);
        Failures failures = check.run(event);
        if (failures != null) {
          first = first == null ? check.attempt() : first;
          gathered = gather(gathered, failures, check.attempt());
        }
      }
      return first == null
          ? walk.proceed(event, next)
          : new Outcome.Failed(first, Failures.of(gathered), event);
    }

    private List<Failure> gather(List<Failure> before, Failures failures, Attempt attempt) {
      if (checks.size() == 1) {
        return failures.list();
      }
      List<Failure> all = new ArrayList<>(before);
      failures.forEach(failure -> all.add(failure.with("stage", attempt.stage())));
      return all;
    }

    @Override
    public void close() {
      checks.forEach(check -> check.validator().close());
    }
  }

  /** Goes on with the enriched event. */
  record Enrich(@Nullable Condition when, GuardedEnricher enricher, Attempt attempt)
      implements Step {

    @Override
    public Outcome.@Nullable Failed handle(Event event, Walk walk, int next) {
      Either<Failures, Boolean> applies = applies(when, event);
      if (applies.isLeft()) {
        return new Outcome.Failed(attempt, applies.getLeft(), event);
      }
      if (!applies.get()) {
        return walk.proceed(event, next);
      }
      Either<Failures, Event> result = enricher.enrich(event);
      return result.isRight()
          ? walk.proceed(result.get(), next)
          : new Outcome.Failed(attempt, result.getLeft(), event);
    }

    @Override
    public void close() {
      enricher.close();
    }
  }

  /** Goes on with each event that came of one; the first that fails ends it. */
  record Transform(@Nullable Condition when, GuardedTransformer transformer, Attempt attempt)
      implements Step {

    @Override
    public Outcome.@Nullable Failed handle(Event event, Walk walk, int next) {
      Either<Failures, Boolean> applies = applies(when, event);
      if (applies.isLeft()) {
        return new Outcome.Failed(attempt, applies.getLeft(), event);
      }
      if (!applies.get()) {
        return walk.proceed(event, next);
      }
      Either<Failures, List<Event>> result = transformer.transform(event);
      if (result.isLeft()) {
        return new Outcome.Failed(attempt, result.getLeft(), event);
      }
      return walk.fansOut(result.get().size())
          ? proceedWithAll(result.get(), walk, next)
          : new Outcome.Failed(attempt, TOO_MANY, event);
    }

    private Outcome.@Nullable Failed proceedWithAll(List<Event> events, Walk walk, int next) {
      if (events.isEmpty()) {
        walk.dropped(attempt.stage());
        return null;
      }
      for (Event event : events) {
        Outcome.Failed failed = walk.proceed(event, next);
        if (failed != null) {
          return failed;
        }
      }
      return null;
    }

    @Override
    public void close() {
      transformer.close();
    }
  }
}
