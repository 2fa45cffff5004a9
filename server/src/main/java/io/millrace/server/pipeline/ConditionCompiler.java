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
import io.millrace.server.config.Location;
import io.millrace.server.config.Problems;
import io.millrace.server.topology.Expression;
import java.util.Optional;
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

  private @Nullable CelCompiler compiler;
  private @Nullable CelRuntime runtime;

  /** A condition; empty if it is wrong, which is then among the problems. */
  Optional<Condition> compile(Expression expression, Problems problems) {
    CelValidationResult result = compiler().compile(expression.source());
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
            "the condition '" + expression.source() + "' is a " + type.name() + ", not a bool",
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

  private static boolean readsFieldsOnly(CelAbstractSyntaxTree tree) {
    return CelNavigableAst.fromAst(tree)
        .getRoot()
        .allNodes()
        .filter(node -> node.getKind() == Kind.IDENT && node.expr().ident().name().equals("body"))
        .allMatch(
            node -> node.parent().filter(parent -> parent.getKind() == Kind.SELECT).isPresent());
  }

  private static void report(Expression expression, CelIssue issue, Problems problems) {
    Location start = expression.location();
    int line = Math.max(1, issue.getSourceLocation().getLine());
    int column = Math.max(0, issue.getSourceLocation().getColumn());
    boolean oneLine = !expression.source().contains("\n");
    Location at =
        !oneLine
            ? start
            : line == 1
                ? new Location(start.file(), start.line(), start.column() + column)
                : new Location(start.file(), start.line() + line - 1, column + 1);
    String mend =
        issue.getMessage().contains("undeclared reference")
            ? "a condition reads 'body' and 'headers', as in body.total > 1000 or"
                + " headers[\"X-Kind\"] == \"push\""
            : "";
    problems.error(
        "when.malformed",
        at,
        "in the condition '" + expression.source() + "': " + issue.getMessage(),
        mend);
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
