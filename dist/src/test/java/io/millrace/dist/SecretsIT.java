package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Secrets of the settings, and a plugin that does its worst to tell them: nobody reads them. */
@ExtendWith(DistributionExtension.class)
final class SecretsIT {

  private static final String PASSWORD = "hunter2-in-the-yaml";
  private static final String KEY = "key-of-the-environment-4711";
  private static final String TOKEN = "token-of-the-file-0815";

  private static final String PLUGIN =
      """
      import io.millrace.api.*;
      import io.vavr.control.Either;
      import java.util.List;

      public final class TellPlugin implements Plugin {
        public record Login(@Setting(secret = true) String password, String url, boolean refuse) {}

        public String name() {
          return "tell";
        }

        public List<StageFactory<?, Validator>> validators() {
          return List.of(StageFactory.of("tell", Login.class, (login, context) -> tell(login)));
        }

        private static Validator tell(Login login) {
          String all = login.url() + " does not take " + login.password();
          if (login.refuse()) {
            throw new IllegalArgumentException(all);
          }
          return event -> {
            if (event.has(FieldPath.of("throw"))) {
              throw new IllegalStateException(all, new RuntimeException(all));
            }
            Failure failure = Failure.rejected("tell.refused", all).with("login", all);
            return Either.left(Failures.of(failure));
          };
        }
      }
      """;

  private static final String TOPOLOGY =
      """
      streams: { in: {}, out: {} }
      pipelines:
        work:
          from: in
          stages:
            - validate: tell
              with: { password: %s, url: "db://${env:TELL_KEY}@here", refuse: %s }
          to: out
      """;

  private Distribution distribution;
  @TempDir private Path directory;

  @BeforeEach
  void dropIn(Distribution shared) throws Exception {
    distribution = PluginSource.dropInto(shared, "TellPlugin", PLUGIN, directory);
    Files.writeString(distribution.home().resolve("token"), TOKEN);
  }

  private Path topology(boolean refuse) throws Exception {
    return Files.writeString(
        directory.resolve("topology.yaml"), TOPOLOGY.formatted(PASSWORD, refuse));
  }

  private Finished check(boolean refuse, String more) throws Exception {
    return distribution.shell(
        "bin/millrace check --set 'http.token=${file:token}' --topology "
            + topology(refuse)
            + " "
            + more,
        Map.of("TELL_KEY", KEY));
  }

  private static void assertKept(String where, String text) {
    assertThat(text).as(where).isNotEmpty().doesNotContain(PASSWORD, KEY, TOKEN);
  }

  @Test
  void whatCheckPrints() throws Exception {
    Finished good = check(false, "--effective");
    assertThat(good.exitCode()).as(good.out()).isZero();
    assertThat(good.out()).contains("token: ***");
    assertKept("check", good.out() + good.err());

    for (String more : List.of("", "--json")) {
      Finished refused = check(true, more);
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.out()).contains("db://***@here does not take ***");
      assertKept("check " + more, refused.out() + refused.err());
    }
  }

  @Test
  void whatAServerLogsStoresAndAnswers() throws Exception {
    try (RunningServer server =
        RunningServer.startWith(
            Map.of("TELL_KEY", KEY),
            distribution,
            directory,
            "--topology",
            topology(false),
            "--set",
            "schema-registry.url=http://127.0.0.1:1",
            "--set",
            "schema-registry.user=me",
            "--set",
            "schema-registry.password=${file:token}")) {
      Streams streams = server.streams();
      assertThat(streams.post("in", "{}\n{\"throw\":1}\n", Map.of())).isEqualTo(200);
      Waiting.until("both failures", () -> streams.count("work-failures") == 2);

      List<String> failures = streams.values("work-failures");
      assertThat(failures).allMatch(failure -> failure.contains("db://***@here does not take ***"));
      assertKept("failure stream", String.join("\n", failures));
      for (String path : List.of("/topology", "/plugins", "/metrics", "/health/ready")) {
        assertKept(path, streams.text(path));
      }
      assertThat(server.stop()).as(server.log()).isZero();
      assertThat(server.log()).contains("TellPlugin", "db://***@here does not take ***");
      assertKept("log", server.log());
    }
  }
}
