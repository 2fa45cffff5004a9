package io.millrace.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigLoaderTest {

  @TempDir Path home;

  @Test
  void everythingHasADefault() {
    ServerConfig config = loaded().config();
    assertThat(config.environment()).isEqualTo("development");
    assertThat(config.backend()).isEqualTo(ServerConfig.BackendKind.EMBEDDED);
    assertThat(config.data().directory()).isEqualTo(home.resolve("data"));
    assertThat(config.data().sync().every()).isEmpty();
    assertThat(config.data().segmentSize()).isEqualTo(128 << 20);
    assertThat(config.http().host()).isEqualTo("127.0.0.1");
    assertThat(config.http().port()).isEqualTo(8080);
    assertThat(config.plugins().directory()).isEqualTo(home.resolve("plugins"));
    assertThat(config.engine().retry().max()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.engine().workersOrCores()).isPositive();
  }

  @Test
  void theCommandLineIsOverTheFile() throws IOException {
    write("http: { port: 1, max-body: 1MiB }\ndata: { sync: { every: 50ms } }\n");
    ServerConfig config =
        loaded("http.port=2", "http.port=3", "data.directory=/d", "engine.retry.max=1m").config();
    assertThat(config.http().port()).isEqualTo(3);
    assertThat(config.http().maxBody()).isEqualTo(1 << 20);
    assertThat(config.data().directory()).isEqualTo(Path.of("/d"));
    assertThat(config.data().sync().every()).contains(Duration.ofMillis(50));
    assertThat(config.engine().retry().max()).isEqualTo(Duration.ofMinutes(1));
    assertThat(loaded("data.sync=always").config().data().sync().every()).isEmpty();
    assertThat(loaded("data.sync={ every: 1s }").config().data().sync().every())
        .contains(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          http.prot=1             | --set http.prot: error: the key 'prot' is not known; did you mean 'port'? [config.unknown-key]
          htpp.port=1             | --set htpp.port: error: the key 'htpp' is not known; did you mean 'http'? [config.unknown-key]
          http.port=x             | --set http.port: error: 'x' is not a whole number; write digits, such as 8080 [config.type]
          http.port=65536         | --set http.port: error: port is 65536, and must be from 0 to 65535 [config.refused]
          http=1                  | --set http: error: a single value is not a map of settings; write { key: value } [config.type]
          http.port.x=1           | --set http.port.x: error: a map is not a whole number; write digits, such as 8080 [config.type]
          port                    | --set port: error: there is no '='; write --set KEY=VALUE, such as --set http.port=8081 [config.set]
          kafka.prefix=a/b        | --set kafka.prefix: error: prefix may have letters, digits, '.', '_' and '-', which topics may have [config.refused]
          data.sync=never         | --set data.sync: error: a single value is not a map of settings; write 'always', or { every: a duration } [config.type]
          http.host=0.0.0.0       | --set http.host: error: with the host 0.0.0.0 anyone who reaches it may read and write: set http.token, or http.insecure: true if that is meant [config.refused]
          http.token=${env:NONE}  | --set http.token: error: the environment variable 'NONE' is not set; set it, or write ${env:NONE:default} [config.substitution]
          engine.retry.initial=1h | --set engine.retry.initial: error: max is shorter than initial [config.refused]
          http.idle-timeout=0s    | --set http.idle-timeout: error: idle-timeout must be longer than 0 [config.refused]
          http.request-timeout=0ms | --set http.request-timeout: error: request-timeout must be longer than 0 [config.refused]
          engine.call-timeout=0s  | --set engine.call-timeout: error: call-timeout must be longer than 0 [config.refused]
          engine.retry.initial=0s | --set engine.retry.initial: error: initial must be longer than 0 [config.refused]
          data.sync={ every: 0s } | --set data.sync: error: every must be longer than 0 [config.refused]
          engine.call-timeout=999999d | --set engine.call-timeout: error: '999999d' is too large for a duration; write less [config.type]
          http.host=not a host    | --set http.host: error: the host 'not a host' is no name or number of a machine: write one, such as 127.0.0.1 [config.refused]
          http.host=""            | --set http.host: error: the host '' is no name or number of a machine: write one, such as 127.0.0.1 [config.refused]
          http.host=256.0.0.1     | --set http.host: error: the host '256.0.0.1' is no name or number of a machine: write one, such as 127.0.0.1 [config.refused]
          http.host=1:2           | --set http.host: error: the host '1:2' is no name or number of a machine: write one, such as 127.0.0.1 [config.refused]
          http.port=              | --set http.port: error: there is no value after the '='; write --set http.port=VALUE, or leave it out for the file's value or the default [config.set]
          =x                      | --set =…: error: there is no key before the '='; write --set KEY=VALUE, such as --set http.port=8081 [config.set]
          http..port=1            | --set http..port: error: the key has an empty part; write its parts with one '.' between [config.set]
          engine.retry={ max: 1ms } | --set engine.retry: error: max is shorter than initial [config.refused]
          """)
  void whatIsWrongIsToldWithItsPlace(String override, String problem) {
    Problems problems = new Problems();
    assertThat(loader().loadDefault(List.of(override), problems)).isEmpty();
    assertThat(problems.list()).extracting(Problem::toString).containsExactly(problem);
  }

  @Test
  void allThatIsWrongInASectionIsToldAtOnce() throws IOException {
    write("http: { port: 70000, threads: 0, max-boddy: 1, max-headers: many, host: '?' }\n");
    Problems problems = new Problems();
    assertThat(loader().loadDefault(List.of("engine.retry.max=1ms"), problems)).isEmpty();
    assertThat(problems.list())
        .extracting(Problem::message)
        .containsExactlyInAnyOrder(
            "the key 'max-boddy' is not known",
            "'many' is not a number of bytes",
            "port is 70000, and must be from 0 to 65535",
            "threads is 0, and must be from 1 to 64",
            "the host '?' is no name or number of a machine: write one, such as 127.0.0.1",
            "max is shorter than initial");
  }

  @Test
  void aMergeKeyHidesNothing() throws IOException {
    write(
        """
        http: { port: 70000 }
        data: { directry: x }
        engine: { retry: { <<: { max: 1ms }, initial: 10ms } }
        """);
    Problems problems = new Problems();
    assertThat(loader().loadDefault(List.of(), problems)).isEmpty();
    assertThat(problems.sorted())
        .extracting(Problem::message)
        .containsExactly(
            "port is 70000, and must be from 0 to 65535",
            "the key 'directry' is not known",
            "merge keys ('<<') are not read",
            "max is shorter than initial");
  }

  @Test
  void whatTheCommandLineCausesIsPlacedThere() throws IOException {
    write("engine: { retry: { max: 50ms, initial: 10ms } }\n");
    Problems problems = new Problems();
    assertThat(loader().loadDefault(List.of("engine.retry.initial=1s"), problems)).isEmpty();
    assertThat(problems.list().get(0).location()).hasToString("--set engine.retry.initial");
  }

  @Test
  void beyondThisMachineItWantsATokenOrAWord() {
    assertThat(loaded("http.host=::", "http.insecure=true").config().http().insecure()).isTrue();
    assertThat(loaded("http.host=::", "http.token=abc").config().http().token()).contains("abc");
    assertThat(loaded("http.host=LOCALHOST").config().http().token()).isEmpty();
  }

  @Test
  void aFileThatWasNamedMustBeThere() {
    Problems problems = new Problems();
    assertThat(loader().load(home.resolve("none.yaml"), List.of(), problems)).isEmpty();
    assertThat(problems.list()).extracting(Problem::code).containsExactly("config.no-file");
  }

  @Test
  void theSettingsInForceArePrintedWithoutSecrets() throws IOException {
    write("environment: \"${env:STAGE}\"\nhttp: { token: abc, idle-timeout: 1500ms }\n");
    ServerConfigLoader.Loaded loaded = loaded("data.sync={every: 100ms}");
    assertThat(loaded.config().environment()).isEqualTo("production");
    assertThat(loaded.effective())
        .contains("environment: \"${env:STAGE}\"\nbackend: embedded\ndata:\n  directory: ")
        .contains("  sync:\n    every: 100ms\n")
        .contains("http:\n  host: 127.0.0.1\n  port: 8080\n  token: ***\n  insecure: false\n")
        .contains("  idle-timeout: 1500ms\n")
        .contains("  retry:\n    initial: 100ms\n    max: 30s\n  drain-timeout: 30s\n")
        .doesNotContain("abc", "production");
    assertThat(loaded("data.sync=always").effective()).contains("  sync: always\n");
  }

  private ServerConfigLoader loader() {
    Map<String, String> environment = Map.of("STAGE", "production");
    return new ServerConfigLoader(name -> Optional.ofNullable(environment.get(name)), home);
  }

  private ServerConfigLoader.Loaded loaded(String... overrides) {
    Problems problems = new Problems();
    Optional<ServerConfigLoader.Loaded> loaded = loader().loadDefault(List.of(overrides), problems);
    assertThat(problems.list()).isEmpty();
    return loaded.orElseThrow();
  }

  private void write(String yaml) throws IOException {
    Files.createDirectories(home.resolve("conf"));
    Files.writeString(home.resolve("conf").resolve("server.yaml"), yaml);
  }
}
