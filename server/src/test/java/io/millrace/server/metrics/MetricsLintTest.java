package io.millrace.server.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of {@code promtool check metrics}, and promtool itself where it is installed. */
class MetricsLintTest {

  private static final Set<String> NO_BASE_UNITS =
      Set.of(
          "ms",
          "us",
          "ns",
          "milliseconds",
          "microseconds",
          "nanoseconds",
          "minutes",
          "hours",
          "days",
          "kb",
          "mb",
          "gb",
          "kilobytes",
          "megabytes",
          "kib",
          "mib",
          "percent",
          "bits");
  private static final Set<String> TYPES = Set.of("counter", "gauge", "summary", "histogram");

  @Test
  void namesTypesAndHelpAreAsPrometheusWantsThem() {
    assertThat(complaints(scrape())).isEmpty();
  }

  @Test
  void theRulesFindWhatIsWrong() {
    String wrong =
        """
        # TYPE requests counter
        requests 1
        # HELP latency_ms Time.
        # TYPE latency_ms gauge
        latency_ms 1
        # HELP things_total Things.
        # TYPE things_total gauge
        things_total 1
        # HELP cpu_count Processors.
        # TYPE cpu_count gauge
        cpu_count 1
        # HELP camelCase Case.
        # TYPE camelCase gauge
        camelCase 1
        """;

    assertThat(complaints(wrong))
        .containsExactlyInAnyOrder(
            "requests: no help",
            "requests: a counter without _total",
            "latency_ms: ms is no base unit",
            "things_total: _total on a gauge",
            "cpu_count: _count on a gauge",
            "camelCase: not in lower case");
  }

  @Test
  void promtoolFindsNothing() throws IOException, InterruptedException {
    assumeTrue(onPath("promtool"), "promtool is not installed");
    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    try (OutputStream in = promtool.getOutputStream()) {
      in.write(scrape().getBytes(UTF_8));
    }
    String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);

    assertThat(promtool.waitFor()).as(said).isZero();
    assertThat(said).isBlank();
  }

  private static String scrape() {
    try (Metrics metrics = new Metrics()) {
      EveryMeter.touch(metrics);
      return metrics.scrape(null).text();
    }
  }

  private static List<String> complaints(String text) {
    Map<String, String> help = new TreeMap<>();
    Map<String, String> types = new TreeMap<>();
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        help.put(words[2], words[3]);
      } else if (line.startsWith("# TYPE ")) {
        types.put(words[2], words[3]);
      }
    }
    List<String> complaints = new ArrayList<>();
    types.forEach((name, type) -> complain(name, type, help.get(name), complaints));
    return complaints;
  }

  private static void complain(String name, String type, String help, List<String> complaints) {
    if (help == null || help.isBlank()) {
      complaints.add(name + ": no help");
    }
    if (type.equals("counter") != name.endsWith("_total")) {
      complaints.add(
          name + (type.equals("counter") ? ": a counter without _total" : ": _total on a " + type));
    }
    for (String ending : List.of("_count", "_sum", "_bucket")) {
      if (name.endsWith(ending)) {
        complaints.add(name + ": " + ending + " on a " + type);
      }
    }
    if (!name.equals(name.toLowerCase(Locale.ROOT))) {
      complaints.add(name + ": not in lower case");
    }
    for (String part : name.split("_", -1)) {
      if (NO_BASE_UNITS.contains(part)) {
        complaints.add(name + ": " + part + " is no base unit");
      }
      if (TYPES.contains(part)) {
        complaints.add(name + ": the type in the name");
      }
    }
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
