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
    assertThat(problems("acks: all", "linger.ms: 5", "sasl.oauthbearer.mine: x")).isEmpty();
  }

  private List<Problem> problems(String... properties) throws IOException {
    Path file = home.resolve("server.yaml");
    Files.writeString(
        file, "backend: kafka\nkafka:\n  properties:\n    " + String.join("\n    ", properties));
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
