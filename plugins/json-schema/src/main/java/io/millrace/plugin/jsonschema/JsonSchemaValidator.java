package io.millrace.plugin.jsonschema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.ValidationLimitExceededException;
import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.FieldPath;
import io.millrace.api.Validator;
import io.vavr.control.Either;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Validates events under the schema that is theirs. */
final class JsonSchemaValidator implements Validator {

  private static final long MOST_STEPS = 20_000_000;
  private static final int DEEPEST = 1_000;

  private final SchemaChoice choice;
  private final int maxViolations;
  private final ExecutionConfig limits;

  JsonSchemaValidator(SchemaChoice choice, boolean formats, int maxViolations) {
    this.choice = choice;
    this.maxViolations = maxViolations;
    this.limits =
        ExecutionConfig.builder()
            .locale(Locale.ROOT)
            .formatAssertionsEnabled(formats)
            .maxEvaluationSteps(MOST_STEPS)
            .maxEvaluationDepth(DEEPEST)
            .build();
  }

  @Override
  public Either<Failures, Event> validate(Event event) {
    Either<Failures, CompiledSchema> schema = choice.choose(event);
    if (schema.isLeft()) {
      return Either.left(schema.getLeft());
    }
    return event.value(FieldPath.ROOT).flatMap(body -> validate(event, body, schema.get()));
  }

  private Either<Failures, Event> validate(Event event, Object body, CompiledSchema schema) {
    List<Error> errors;
    try {
      errors = schema.patterns().perEvent(() -> errors(BodyNodes.of(body), schema));
    } catch (CostlyEventException e) {
      return tooCostly(String.valueOf(e.getMessage()));
    } catch (ValidationLimitExceededException e) {
      return tooCostly("validating the event takes too many steps or nests too deeply");
    } catch (StackOverflowError e) {
      return tooCostly("the event is nested too deeply to be validated");
    }
    return errors.isEmpty()
        ? Either.right(event)
        : Either.left(Violations.of(errors, schema, maxViolations));
  }

  private List<Error> errors(JsonNode body, CompiledSchema schema) {
    ExecutionContext execution = schema.schema().createExecutionContext();
    execution.setExecutionConfig(limits);
    schema.schema().validate(execution, body);
    return execution.getErrors();
  }

  private static Either<Failures, Event> tooCostly(String message) {
    return Failures.left(Failure.rejected("json-schema.too-costly", message));
  }
}
