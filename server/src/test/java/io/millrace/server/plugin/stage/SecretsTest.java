package io.millrace.server.plugin.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.StageFactory;
import io.millrace.api.Validator;
import io.millrace.api.testing.TestingContext;
import io.millrace.api.testing.TestingEvent;
import io.millrace.server.config.bind.Mask;
import io.millrace.server.plugin.text.Secrets;
import io.millrace.server.topology.StageKind;
import io.vavr.control.Either;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a plugin says does not tell its settings' secrets. */
class SecretsTest {

  private static final String PASSWORD = "hunter2-and-more";
  private final Secrets secrets = new Secrets(new Mask(List.of("hunter2", PASSWORD, "x")));
  private final Event event = TestingEvent.of("{}");

  private GuardedValidator validator(Validator stage) throws StageCreationException {
    return (GuardedValidator)
        plan(StageFactory.of("check", GuardFixture.Settings.class, (s, c) -> stage))
            .create(TestingContext.create());
  }

  private StagePlan plan(StageFactory<?, Validator> factory) {
    return GuardFixture.plan(StageKind.VALIDATE, factory, secrets);
  }

  @Test
  void inItsFailures() throws StageCreationException {
    Failure telling =
        new Failure(
            Failure.Kind.UNAVAILABLE,
            "db.login",
            "no login with " + PASSWORD + " or hunter2",
            Optional.empty(),
            Map.of("url", "db://me:" + PASSWORD + "@here", "code", "28P01"));
    Failures failures = Failures.of(List.of(Failure.rejected("a", "x is wrong"), telling));

    assertThat(validator(e -> Either.left(failures)).validate(event).getLeft().list())
        .containsExactly(
            Failure.rejected("a", "x is wrong"),
            new Failure(
                Failure.Kind.UNAVAILABLE,
                "db.login",
                "no login with *** or ***",
                Optional.empty(),
                Map.of("url", "db://me:***@here", "code", "28P01")));
  }

  @Test
  void failuresThatTellNothingAreTheVerySame() throws StageCreationException {
    Either<Failures, Event> answer = Failures.left(Failure.rejected("a", "x is wrong"));
    assertThat(validator(e -> answer).validate(event)).isSameAs(answer);
  }

  @Test
  void inWhatItThrows() throws StageCreationException {
    GuardedValidator throwing =
        validator(
            e -> {
              throw new IllegalStateException("no login with " + PASSWORD);
            });
    assertThat(throwing.validate(event).getLeft().first().message())
        .isEqualTo("the validator threw java.lang.IllegalStateException: no login with ***");
  }

  @Test
  void noHalfOfOneIsLeftWhereAMessageIsCut() {
    for (int before = 470; before < 500; before++) {
      assertThat(refused(".".repeat(before) + PASSWORD + ".".repeat(100)))
          .hasMessageContaining("....")
          .message()
          .doesNotContain("hun");
    }
  }

  /** What is thrown when a stage cannot be made. */
  private Throwable refused(String message) {
    StagePlan plan =
        plan(
            StageFactory.of(
                "check",
                GuardFixture.Settings.class,
                (s, c) -> {
                  throw new IllegalArgumentException(message);
                }));
    return catchThrowable(() -> plan.create(TestingContext.create()));
  }

  @Test
  void inATrace() {
    RuntimeException telling =
        new IllegalStateException("outside", new RuntimeException("with " + PASSWORD));
    telling.addSuppressed(new RuntimeException("hunter2"));

    assertThat(trace(secrets.in(telling)))
        .contains("IllegalStateException: outside", "RuntimeException: with ***", "SecretsTest")
        .doesNotContain("hunter2");
  }

  private static String trace(Throwable thrown) {
    StringWriter out = new StringWriter();
    thrown.printStackTrace(new PrintWriter(out));
    return out.toString();
  }

  @Test
  void inTheReasonWhyAStageCannotBeMade() {
    assertThat(refused("no login with " + PASSWORD))
        .isInstanceOf(StageCreationException.class)
        .hasMessageEndingWith("no login with ***")
        .satisfies(thrown -> assertThat(trace(thrown)).doesNotContain("hunter2"));
  }
}
