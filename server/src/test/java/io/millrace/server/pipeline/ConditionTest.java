package io.millrace.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.Failures;
import io.millrace.api.testing.TestingEvent;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.topology.Expression;
import io.vavr.control.Either;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {

  private static final Location PLACE = new Location("topology.yaml", 7, 20);

  private final Problems problems = new Problems();
  private final ConditionCompiler compiler = new ConditionCompiler();

  private Optional<Condition> compile(String source) {
    return compiler.compile(new Expression(source, PLACE), problems);
  }

  private Either<Failures, Boolean> holds(String source, Event event) {
    return compile(source).orElseThrow(() -> new AssertionError(problems.list())).holds(event);
  }

  private static Event event(String body) {
    return TestingEvent.builder().json(body).header("X-Kind", "push").build();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "body.total > 1000 | {\"total\":1000.5} | true",
        "body.total > 1000 | {\"total\":1000} | false",
        "body.total > 1000.0 | {\"total\":1001} | true",
        "body.total == 12345678901234567890123.0 | {\"total\":12345678901234567890123} | true",
        "body.a.b == 'x' | {\"a\":{\"b\":\"x\"}} | true",
        "body.a == null | {\"a\":null} | true",
        "has(body.a) && body.a > 1 | {} | false",
        "headers['X-Kind'] == 'push' | {} | true",
        "'X-Other' in headers | {} | false",
        "size(body.items) == 2 && body.items[1].n == 3 | {\"items\":[{},{\"n\":3}]} | true",
        "body.items.exists(i, i > 2) | {\"items\":[1,2,3]} | true",
        "size(body) == 2 | {\"a\":1,\"b\":2} | true",
        "body == 5 | 5 | true",
        "body[0] == 'x' | [\"x\"] | true",
        "'a' in body | {\"a\":1} | true",
        "body['a b'] == 1 | {\"a b\":1} | true",
      })
  void decides(String source, String body, boolean expected) {
    assertThat(holds(source, event(body))).as(source).isEqualTo(Either.right(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "body.total > 1000 | {}",
        "body.total > 1000 | {\"total\":\"many\"}",
        "body.total | {\"total\":\"many\"}",
        "headers['X-Other'] == 'x' | {}",
        "body.a.b == 1 | {\"a\":5}",
        "body.total > 1 | []",
      })
  void whatCannotBeDecidedIsAFailureThatNamesTheCondition(String source, String body) {
    Either<Failures, Boolean> answer = holds(source, event(body));

    assertThat(answer.isLeft()).as(source).isTrue();
    assertThat(answer.getLeft().first().code()).isEqualTo("when.error");
    assertThat(answer.getLeft().first().attributes()).containsEntry("when", source);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "body.total > | 7:32",
        "boddy.total > 1 | 7:20",
        "body.total > 1 && hedders.x == 1 | 7:38",
        "1 + 1 | 7:20",
        "'a' == 1 | 7:24",
        "body.x.matches('(') | 7:35",
        "body.a == 1 && matches(body.x, '[') | 7:51",
        "body.at > timestamp('yesterday') | 7:40",
        "body.for > duration('long') | 7:40",
      })
  void whatIsWrongIsFoundBeforeAnythingRuns(String source, String place) {
    assertThat(compile(source)).isEmpty();

    Problem problem = problems.list().get(0);
    assertThat(problem.isError()).isTrue();
    assertThat(problem.location().line() + ":" + problem.location().column()).isEqualTo(place);
  }

  @Test
  void anUnknownNameIsMendedWithTheNamesThereAre() {
    compile("total > 1");

    assertThat(problems.list().get(0).mend()).contains("'body' and 'headers'");
  }

  @Test
  void aLongConditionDoesNotCutItsReasonOff() {
    String many = "body.a == 1 || ".repeat(200);

    compile(many + "boddy.b == 2 || " + many + "true");

    String message = problems.list().get(0).message();
    assertThat(message)
        .startsWith("in the condition '…")
        .contains("|| boddy.b == 2 ||", "…': undeclared reference to 'boddy'")
        .hasSizeLessThan(300);
  }

  @Test
  void aLongConditionDoesNotHideWhyItCannotBeDecided() {
    String source = "body.a == 1 || ".repeat(200) + "\n body.b == 2";

    String message = holds(source, event("{}")).getLeft().first().message();

    assertThat(message).hasLineCount(1).hasSizeLessThan(250).contains("…' cannot be decided: key");
  }

  @Test
  void aConditionOfSeveralLinesIsToldOnOne() {
    compile("body.total > 3 &&\n  boddy.x == 1\n");

    assertThat(problems.list().get(0).message())
        .startsWith("in the condition 'body.total > 3 && boddy.x == 1': undeclared");
    assertThat(problems.list().get(0).toString()).hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "body.total > 1 | 5 | the body is no object, so it has no fields",
        "body.total > 1 | \"x\" | the body is no object, so it has no fields",
        "body.total > 1 | null | the body is no object, so it has no fields",
        "body.total > 1 | [1] | the body is no object, so it has no fields",
        "body['total'] > 1 | 5 | ",
        "body[0] == 1 | 5 | ",
        "size(body) > 1 | 5 | a value is of a type that the operator or function does not take",
        "body.total > 1 | {} | key 'total' is not present in map",
        "body.total > 1 | {\"total\":\"x\"} | a value is of a type that the operator or function",
      })
  void aFailureIsToldInPlainWords(String source, String body, String reason) {
    String message = holds(source, event(body)).getLeft().first().message();

    assertThat(message)
        .startsWith("the condition '" + source + "' cannot be decided: ")
        .contains(reason == null ? "" : reason)
        .doesNotContain("class java", "loader", "Overload", "dev.cel", "<input>");
  }
}
