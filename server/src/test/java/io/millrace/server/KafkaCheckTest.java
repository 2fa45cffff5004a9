package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.ServerConfigLoader;
import io.millrace.server.config.ServerConfigLoader.Loaded;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaCheckTest {

  @TempDir Path home;

  @Test
  void propertiesThatBreakThePromiseAreRefusedAtTheirPlace() throws IOException {
    assertThat(
            problems("acks: 1", "isolation.level: read_uncommitted", "security.protocl: SSL")
                .stream()
                .map(Problem::toString))
        .containsExactly(
            "server.yaml:4:5: error: the property 'acks' cannot be set so: an answer that not all"
                + " replicas have given may be taken back; remove it [kafka.property]",
            "server.yaml:5:5: error: the property 'isolation.level' cannot be set so: what was"
                + " never committed would be processed; remove it [kafka.property]",
            "server.yaml:6:5: error: Kafka's clients have no property 'security.protocl'; did you"
                + " mean 'security.protocol'? [kafka.property]");
  }

  @Test
  void harmlessOnesAreTaken() throws IOException {
    assertThat(
            problems(
                "acks: all",
                "linger.ms: 3000000000",
                "sasl.oauthbearer.mine: x",
                "ssl.cipher.suites: A,A",
                "security.protocol: sasl_ssl"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "session.timeout.ms: abc | Not a number of type INT",
        "session.timeout.ms: 100 | heartbeat.interval.ms (1000 unless set) must be less than",
        "heartbeat.interval.ms: 60000 | must be less than session.timeout.ms (10000 unless set)",
        "compression.type: foo | String must be one of: ",
        "max.poll.records: -5 | Value must be at least 1",
        "retries: 0 | without them an idempotent producer is not made",
        "default.api.timeout.ms: 5000 | at least request.timeout.ms (30000 unless set)",
        "sasl.login.callback.handler.class: abc | there is no such class in lib",
        "delivery.timeout.ms: 10 | together (at least 1000 and 30000 unless set)",
        "security.protocol: SSLL | String must be one of (case insensitive): "
      })
  void valuesThatNoClientTakesAreFoundBeforeThereIsOne(String property, String reason)
      throws IOException {
    assertThat(problems(property).stream().map(Problem::toString))
        .singleElement()
        .asString()
        .startsWith("server.yaml:4:5: error: Kafka's clients do not take the property '")
        .contains(reason)
        .doesNotContain("foo", "SSLL", "abc")
        .endsWith("; give it another value, or remove it [kafka.property]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "kafka:", "kafka:nine", "kafka:70000", "a:1,,b:2", ""})
  void whatIsNoAddressIsFound(String address) throws IOException {
    assertThat(problemsOf("bootstrap-servers: '" + address + "'").stream().map(Problem::toString))
        .singleElement()
        .asString()
        .startsWith("server.yaml:3:3: error: '")
        .endsWith(
            "' is no address of a broker; write host:port, several with commas between them"
                + " [kafka.address]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:9092",
        "a_b.c-d:1, [::1]:65535",
        "Ext-2://kafka:9092",
        "[fe80::1%eth0]:9"
      })
  void addressesAreTaken(String address) throws IOException {
    assertThat(problemsOf("bootstrap-servers: '" + address + "'")).isEmpty();
  }

  private List<Problem> problems(String... properties) throws IOException {
    return problemsOf("properties:\n    " + String.join("\n    ", properties));
  }

  private List<Problem> problemsOf(String settings) throws IOException {
    Path file = home.resolve("server.yaml");
    Files.writeString(file, "backend: kafka\nkafka:\n  " + settings);
    Problems problems = new Problems();
    Loaded loaded =
        new ServerConfigLoader(name -> Optional.empty(), home)
            .load(file, List.of(), problems)
            .orElseThrow();
    KafkaCheck.check(loaded.config().kafka(), loaded.written(), problems);
    return problems.sorted().stream()
        .map(p -> new Problem(p.severity(), p.code(), place(p), p.message(), p.mend()))
        .toList();
  }

  private static Location place(Problem problem) {
    return new Location("server.yaml", problem.location().line(), problem.location().column());
  }
}
