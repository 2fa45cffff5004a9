package io.millrace.server.pipeline;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.DurationLiteralValidator;
import dev.cel.validator.validators.RegexLiteralValidator;
import dev.cel.validator.validators.TimestampLiteralValidator;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.topology.Expression;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compiles and type-checks {@code when:} (the Common Expression Language, cel.dev). Compiler and
 * runtime are made when the first expression comes, since a topology may have none.
 */
final class ConditionCompiler {

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .comprehensionMaxIterations(100_000)
          .maxExpressionCodePointSize(10_000)
          .build();

  /** What a parser would rather have had: a list of all tokens of the language. */
  private static final Pattern EXPECTED = Pattern.compile(" expecting .*", Pattern.DOTALL);

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|'[^']*'");
  private static final Pattern ASSIGNMENT = Pattern.compile("(?<![=!<>])=(?!=)");
  private static final Pattern WORD_OPERATOR =
      Pattern.compile("(?i)\\b(and|or|not)\\b|(?<!&)&(?!&)|(?<!\\|)\\|(?!\\|)");

  private @Nullable CelCompiler compiler;
  private @Nullable CelRuntime runtime;

  /** A condition; empty if it is wrong, which is then among the problems. */
  Optional<Condition> compile(Expression expression, Problems problems) {
    CelValidationResult result = compiler().compile(expression.source());
    if (!result.hasError() && hasLiterals(expression.source())) {
      result = literals().validate(tree(result));
    }
    if (result.hasError()) {
      result.getErrors().forEach(issue -> report(expression, issue, problems));
      return Optional.empty();
    }
    try {
      CelType type = result.getAst().getResultType();
      if (!type.equals(SimpleType.BOOL) && !type.equals(SimpleType.DYN)) {
        problems.error(
            "when.type",
            expression.location(),
            "the condition '"
                + Excerpt.of(expression.source(), 0)
                + "' is a "
                + type.name()
                + ", not a bool",
            "compare it with something, as in body.total > 1000");
        return Optional.empty();
      }
      return Optional.of(
          new Condition(
              expression.source(),
              runtime().createProgram(result.getAst()),
              readsFieldsOnly(result.getAst())));
    } catch (CelValidationException | CelEvaluationException e) {
      problems.error("when.malformed", expression.location(), String.valueOf(e.getMessage()), "");
      return Optional.empty();
    }
  }

  /** Whether there may be a constant that is only looked at when an event comes. */
  private static boolean hasLiterals(String source) {
    return source.contains("matches")
        || source.contains("timestamp")
        || source.contains("duration");
  }

  private static CelAbstractSyntaxTree tree(CelValidationResult result) {
    try {
      return result.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException("there is a tree where there is no error", e);
    }
  }

  private static boolean readsFieldsOnly(CelAbstractSyntaxTree tree) {
    return CelNavigableAst.fromAst(tree)
        .getRoot()
        .allNodes()
        .filter(node -> node.getKind() == Kind.IDENT && node.expr().ident().name().equals("body"))
        .allMatch(
            node -> node.parent().filter(parent -> parent.getKind() == Kind.SELECT).isPresent());
  }

  private static void report(Expression expression, CelIssue issue, Problems problems) {
    int line = Math.max(1, issue.getSourceLocation().getLine());
    int column = Math.max(0, issue.getSourceLocation().getColumn());
    problems.error(
        "when.malformed",
        expression.at(line, column),
        "in the condition '"
            + Excerpt.of(expression.source(), expression.index(line, column))
            + "': "
            + EXPECTED.matcher(issue.getMessage()).replaceFirst(""),
        mend(expression.source(), issue.getMessage()));
  }

  /** The edit for a mistake; operators of other languages are the most frequent ones. */
  private static String mend(String source, String message) {
    if (message.contains("undeclared reference")) {
      return "a condition reads 'body' and 'headers', as in body.total > 1000 or"
          + " headers[\"X-Kind\"] == \"push\"";
    }
    String code = QUOTED.matcher(source).replaceAll("''");
    if (ASSIGNMENT.matcher(code).find()) {
      return "write '==' to compare, as in body.kind == 'push'";
    }
    return WORD_OPERATOR.matcher(code).find()
        ? "write '&&' for and, '||' for or, '!' for not"
        : "write a CEL expression, such as body.total > 1000 && body.kind == 'push'";
  }

  /** Regular expressions, times and durations that are written in the condition. */
  private CelValidator literals() {
    return CelValidatorFactory.standardCelValidatorBuilder(compiler(), runtime())
        .addAstValidators(
            RegexLiteralValidator.INSTANCE,
            TimestampLiteralValidator.INSTANCE,
            DurationLiteralValidator.INSTANCE)
        .build();
  }

  private CelCompiler compiler() {
    if (compiler == null) {
      compiler =
          CelCompilerFactory.standardCelCompilerBuilder()
              .setOptions(OPTIONS)
              .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
              .addVar("body", SimpleType.DYN)
              .addVar("headers", MapType.create(SimpleType.STRING, SimpleType.STRING))
              .build();
    }
    return compiler;
  }

  private CelRuntime runtime() {
    if (runtime == null) {
      runtime = CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();
    }
    return runtime;
  }
}
