package io.millrace.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.Setting;
import io.millrace.api.StageFactory;
import io.millrace.api.Validator;
import io.millrace.api.testing.TestingContext;
import io.millrace.api.testing.TestingEvent;
import io.millrace.server.topology.StageKind;
import io.vavr.control.Either;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What settings call secret is in nothing that a plugin says. */
final class SecretsTest {

  record Login(@Setting(secret = true) String password, String user) {}

  record Settings(
      String url,
      @Setting(secret = true) Optional<String> token,
      @Setting(secret = true) List<String> keys,
      Map<String, Login> logins) {}

  private final Secrets secrets =
      Secrets.of(
          new Settings(
              "jdbc:shop",
              Optional.of("tok-1"),
              List.of("tok-1-long", ""),
              Map.of("eu", new Login("hunter2", "shop"))));

  @Test
  void eachIsMaskedWhereverItStands() {
    assertThat(secrets.mask("jdbc:shop, shop: no hunter2, tok-1, tok-1-long, hunter2"))
        .isEqualTo("jdbc:shop, shop: no ***, ***, ***, ***");
  }

  @Test
  void failuresAreMaskedInMessageAndAttributes() {
    Failure failure = Failure.unavailable("db.away", "as hunter2").with("login", "u:hunter2");
    Either<Failures, String> masked = secrets.mask(Failures.left(failure));
    assertThat(masked.getLeft().first())
        .isEqualTo(Failure.unavailable("db.away", "as ***").with("login", "u:***"));
  }

  @Test
  void nothingThatAStageSaysHasThem() throws StageCreationException {
    StageFactory<Login, Validator> factory =
        StageFactory.of(
            "check",
            Login.class,
            (login, context) -> {
              if (login.user().isEmpty()) {
                throw new IllegalStateException("cannot log in with " + login.password());
              }
              return event ->
                  event.id().equals("throw")
                      ? GuardTest.sneaky(new IllegalStateException("as " + login.password()))
                      : Failures.left(Failure.rejected("db.no", "no " + login.password()));
            });
    assertThatThrownBy(() -> plan(factory, "").create(TestingContext.create()))
        .isInstanceOf(StageCreationException.class)
        .hasMessageEndingWith("cannot log in with ***");
    GuardedValidator stage =
        (GuardedValidator) plan(factory, "shop").create(TestingContext.create());
    assertThat(stage.validate(TestingEvent.of("{}")).getLeft().first().message())
        .isEqualTo("no ***");
    assertThat(stage.validate(TestingEvent.of("{}").withId("throw")).getLeft().first().message())
        .endsWith("IllegalStateException: as ***");
  }

  private static StagePlan plan(StageFactory<?, ?> factory, String user) {
    return GuardFixture.plan(StageKind.VALIDATE, factory, new Login("hunter2", user));
  }

  @Test
  void withoutSecretsAnAnswerIsTheSame() {
    Either<Failures, String> left = Failures.left(Failure.rejected("a.b", "no"));
    assertThat(Secrets.of(new Login("", "x")).mask(left)).isSameAs(left);
  }
}
