package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard and the alert rules ask for what a server really shows. */
@ExtendWith(DistributionExtension.class)
final class MonitoringIT {

  private static final Pattern METER =
      Pattern.compile("\\b((?:millrace|jvm|process)_[a-z0-9_]+)\\b");
  private static final Pattern LISTED = Pattern.compile("(?m)^\\| `(millrace_[a-z_]+)`");
  private static final Pattern ALERT = Pattern.compile("(?m)^ *- alert: (\\w+)");

  @TempDir private Path directory;

  @Test
  void everyMeterThatTheyNameIsThere(Distribution distribution) throws Exception {
    Set<String> known = found(LISTED, page(distribution));
    try (RunningServer server = RunningServer.start(distribution, directory)) {
      known.addAll(found(METER, scrape(server.address())));
    }
    for (String file : Set.of("dashboard.json", "alerts.yml")) {
      Set<String> asked =
          found(METER, read(distribution, file)).stream()
              .map(name -> name.replaceFirst("_(?:bucket|sum|count)$", ""))
              .collect(Collectors.toSet());
      assertThat(asked).as(file).hasSizeGreaterThan(3);
      assertThat(known).as(file).containsAll(asked);
    }
  }

  @Test
  void thePageListsEachAlert(Distribution distribution) throws IOException {
    assertThat(found(Pattern.compile("(?m)^\\| `(Millrace\\w+)`"), page(distribution)))
        .isEqualTo(found(ALERT, read(distribution, "alerts.yml")))
        .isNotEmpty();
  }

  @Test
  void promtoolPassesTheRulesAndTheirTests(Distribution distribution) throws Exception {
    assumeTrue(
        distribution.shell("command -v promtool || true", Map.of()).out().contains("promtool"),
        "promtool is not installed");
    Finished finished =
        distribution.shell(
            "cd monitoring && promtool check rules alerts.yml"
                + " && promtool test rules alerts-test.yml",
            Map.of());
    assertThat(finished.exitCode()).as(finished.out() + finished.err()).isZero();
    String tests = read(distribution, "alerts-test.yml");
    assertThat(found(Pattern.compile("alertname: (\\w+)"), tests))
        .isEqualTo(found(ALERT, read(distribution, "alerts.yml")));
  }

  private static String page(Distribution distribution) throws IOException {
    return Files.readString(distribution.root().resolve("docs/metrics.md"));
  }

  private static String read(Distribution distribution, String file) throws IOException {
    return Files.readString(distribution.home().resolve("monitoring").resolve(file));
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String scrape(URI address) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address.resolve("/metrics")).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
