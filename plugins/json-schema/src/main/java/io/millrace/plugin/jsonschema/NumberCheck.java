package io.millrace.plugin.jsonschema;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.path.NodePath;
import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/** A keyword that says something of numbers, and nothing of other values. */
abstract class NumberCheck extends BaseKeywordValidator {

  private final String operand;

  NumberCheck(
      KeywordType type,
      JsonNode operand,
      SchemaLocation location,
      Schema parent,
      SchemaContext context) {
    super(type, operand, location, parent, context);
    this.operand = operand.asString();
  }

  abstract boolean accepts(BigDecimal value);

  @Override
  public void validate(
      ExecutionContext execution, JsonNode node, JsonNode root, NodePath location) {
    if (node.isNumber() && !accepts(node.decimalValue())) {
      execution.addError(
          error()
              .instanceNode(node)
              .instanceLocation(location)
              .evaluationPath(execution.getEvaluationPath())
              .locale(execution.getExecutionConfig().getLocale())
              .arguments(operand)
              .build());
    }
  }
}
