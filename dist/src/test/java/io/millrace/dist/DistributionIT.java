package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as it is shipped, with the shipped topology and sample orders. */
@ExtendWith(DistributionExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DistributionIT {

  private static final List<String> PLUGINS =
      List.of("file", "json-schema", "lookup", "required", "split", "stamp");

  private final Distribution distribution;
  private final Path orders;
  private RunningServer server;
  private Finished sent;

  DistributionIT(Distribution distribution) {
    this.distribution = distribution;
    this.orders = distribution.home().resolve("conf/samples/orders.ndjson");
  }

  @BeforeAll
  void sendTheSampleOrders(@TempDir Path directory) throws Exception {
    server = RunningServer.start(distribution, directory);
    sent = distribution.millrace("send", "raw-orders", orders, "--url", server.address());
    Waiting.until(
        "the orders, and what came of them, are processed",
        () -> {
          Counts counts = server.streams().counts();
          return counts.input("check-orders") == lines().size()
              && counts.input("split-orders") == server.streams().count("orders")
              && counts.input("big-orders-archive") == server.streams().count("big-orders");
        });
  }

  @AfterAll
  void endTheServer() throws InterruptedException {
    server.close();
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(orders).stream().filter(line -> !line.isBlank()).toList();
  }

  @Test
  void everythingHasItsPlace() throws IOException {
    assertThat(names("")).contains("README.md");
    assertThat(distribution.home().resolve("bin/millrace")).isExecutable();
    assertThat(names("lib")).noneMatch(name -> name.startsWith("millrace-plugin-json"));
    assertThat(names("plugins")).containsExactlyElementsOf(PLUGINS);
    assertThat(names("conf")).contains("server.yaml", "topology.yaml", "samples");
    assertThat(names("schemas"))
        .contains("failure.avsc", "server.schema.json", "topology.schema.json");
    assertThat(names("systemd")).containsExactly("millrace.service");
    assertThat(names("docker")).containsExactly("Dockerfile");
  }

  private Set<String> names(String directory) throws IOException {
    try (Stream<Path> files = Files.list(distribution.home().resolve(directory))) {
      Set<String> names = new TreeSet<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      return names;
    }
  }

  @Test
  void nothingIsWrongWithWhatIsShipped() throws Exception {
    Finished check = distribution.millrace("check");
    assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
    assertThat(check.out()).startsWith("nothing is wrong: ");
  }

  @Test
  void theSettingsInForceAreShownWithoutSecrets() throws Exception {
    assertThat(server.log()).contains("environment: development", "port: 0");
    Finished check =
        distribution.millrace("check", "--effective", "--set", "http.token=a-secret-of-ours");
    assertThat(check.exitCode()).isZero();
    assertThat(check.out())
        .contains("environment: development", "token: ", "***")
        .doesNotContain("a-secret-of-ours");
  }

  @Test
  void versionAndPlugins() throws Exception {
    Finished version = distribution.millrace("version");
    assertThat(version.exitCode()).isZero();
    assertThat(version.out()).matches("millrace \\d+\\.\\d+\\.\\S+, java \\d\\S*\n");
    Finished plugins = distribution.millrace("plugins", "--json");
    assertThat(plugins.exitCode()).as(plugins.out()).isZero();
    List<String> found = new ArrayList<>();
    for (JsonNode plugin : Page.json(plugins.out())) {
      found.add(plugin.path("name").asText());
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(PLUGINS);
  }

  @Test
  void everyOrderIsInOnePlace() throws Exception {
    assertThat(sent.exitCode()).as(sent.err()).isZero();
    assertThat(sent.out()).contains("sent " + lines().size() + " events to raw-orders");

    List<FailureRecord> failures = FailureRecord.all(server.streams(), "check-orders-failures");
    List<String> wrong = failures.stream().map(FailureRecord::original).toList();
    List<String> right = new ArrayList<>(lines());
    right.removeAll(wrong);
    assertThat(wrong).isNotEmpty().doesNotHaveDuplicates();
    assertThat(right.size() + wrong.size()).isEqualTo(lines().size());
    assertThat(eventIds(server.streams().values("orders")))
        .containsExactlyInAnyOrderElementsOf(eventIds(right));

    Counts counts = server.streams().counts();
    assertThat(counts.of("check-orders", "failed")).isEqualTo(wrong.size());
    assertThat(counts.of("check-orders", "succeeded")).isEqualTo(right.size());
  }

  private static List<String> eventIds(List<String> events) throws IOException {
    List<String> ids = new ArrayList<>();
    for (String event : events) {
      ids.add(Page.json(event).path("event_id").asText());
    }
    return ids;
  }

  @Test
  void ordersAreEnrichedAndRouted() throws Exception {
    long big = 0;
    for (String order : server.streams().values("orders")) {
      JsonNode event = Page.json(order);
      assertThat(event.at("/product/name").asText()).isNotEmpty();
      assertThat(event.at("/processed/environment").asText()).isEqualTo("development");
      big += event.path("total").asDouble() > 1000 ? 1 : 0;
    }
    assertThat(server.streams().count("big-orders")).isEqualTo(big).isPositive();
  }

  @Test
  void everyFailureHasASentence() throws Exception {
    assertThat(FailureRecord.all(server.streams(), "check-orders-failures"))
        .isNotEmpty()
        .allSatisfy(
            failure ->
                assertThat(failure.sentence())
                    .startsWith("At ")
                    .contains(", in development, ", " failed to ", " raw-orders/", " because ")
                    .endsWith("."));
  }

  @Test
  void whatComesInIsCountedOnce() throws Exception {
    Counts counts = server.streams().counts();
    assertThat(counts.input().keySet())
        .containsExactlyInAnyOrder(
            "check-orders", "split-orders", "check-page-views", "big-orders-archive");
    assertThat(counts.withoutIdentity()).isEmpty();
  }

  @Test
  void tailPrintsALineForEachRecord() throws Exception {
    Finished tail =
        distribution.millrace(
            "tail", "orders", "--from", "earliest", "--until-end", "--url", server.address());
    assertThat(tail.exitCode()).as(tail.err()).isZero();
    assertThat(tail.out().lines().toList())
        .hasSize((int) server.streams().count("orders"))
        .allMatch(
            line -> line.matches("orders/[0-3]@[0-9]+ 20[-0-9]+T[0-9:.]+Z s-[0-9]+ \\{.*\\}"));
  }

  @Test
  void tailPrintsValuesAsTheyStand() throws Exception {
    Finished tail =
        distribution.millrace(
            "tail",
            "raw-orders",
            "--values",
            "--from",
            "earliest",
            "--until-end",
            "--url",
            server.address());
    assertThat(tail.out().lines()).containsExactlyInAnyOrderElementsOf(lines());
  }
}
