package io.millrace.plugin.jsonschema;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.KeywordValidator;
import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * {@code maximum}, {@code minimum} and their exclusive forms on exact decimals. The library's own
 * go through {@code long} where the schema says {@code integer}, and throw on {@code 1e30}.
 */
final class ExactLimit extends AbstractKeyword {

  private final KeywordType type;
  private final String exclusiveFlag;
  private final int forbiddenSign;
  private final boolean exclusive;

  private ExactLimit(KeywordType type, String exclusiveFlag, int forbiddenSign, boolean exclusive) {
    super(type.getValue());
    this.type = type;
    this.exclusiveFlag = exclusiveFlag;
    this.forbiddenSign = forbiddenSign;
    this.exclusive = exclusive;
  }

  /** The keywords of draft 4, where the exclusive forms are booleans beside the others. */
  static List<ExactLimit> ofDraft4() {
    return List.of(
        new ExactLimit(KeywordType.MAXIMUM, "exclusiveMaximum", 1, false),
        new ExactLimit(KeywordType.MINIMUM, "exclusiveMinimum", -1, false));
  }

  /** The keywords of all drafts since. */
  static List<ExactLimit> all() {
    return List.of(
        new ExactLimit(KeywordType.MAXIMUM, "", 1, false),
        new ExactLimit(KeywordType.MINIMUM, "", -1, false),
        new ExactLimit(KeywordType.EXCLUSIVE_MAXIMUM, "", 1, true),
        new ExactLimit(KeywordType.EXCLUSIVE_MINIMUM, "", -1, true));
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode limit, Schema parent, SchemaContext context) {
    boolean strict = exclusive || parent.getSchemaNode().path(exclusiveFlag).asBoolean(false);
    return new Check(this, strict, location, limit, parent, context);
  }

  private static final class Check extends NumberCheck {

    private final BigDecimal limit;
    private final int forbiddenSign;
    private final boolean strict;

    Check(
        ExactLimit keyword,
        boolean strict,
        SchemaLocation location,
        JsonNode limit,
        Schema parent,
        SchemaContext context) {
      super(keyword.type, limit, location, parent, context);
      this.limit = limit.decimalValue();
      this.forbiddenSign = keyword.forbiddenSign;
      this.strict = strict;
    }

    @Override
    boolean accepts(BigDecimal value) {
      int sign = value.compareTo(limit);
      return sign != forbiddenSign && !(strict && sign == 0);
    }
  }
}
