package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code dist/quickstart.sh --once}: what the README promises to someone new. */
@ExtendWith(DistributionExtension.class)
final class QuickstartIT {

  private static final Pattern COUNTS =
      Pattern.compile(
          "(?m)^  (\\S+) +(\\d+) in = +(\\d+) succeeded \\+ +(\\d+) failed \\+ (\\d+) dropped$");

  @Test
  void itShowsWhatBecameOfTheSampleEvents(Distribution distribution) throws Exception {
    // The build that runs this test has just made what the script would make.
    Files.writeString(distribution.root().resolve("dist/target/.built"), "");
    int port = freePort();

    Finished quickstart =
        distribution.shell(
            distribution.root().resolve("dist/quickstart.sh") + " --once --port " + port,
            Map.of("MILLRACE_OPTS", "-XX:TieredStopAtLevel=1"));

    assertThat(quickstart.exitCode()).as(quickstart.out() + quickstart.err()).isZero();
    String out = quickstart.out();
    assertThat(out).doesNotContain("Building");
    assertCountsAddUp(distribution, out);
    assertThat(Page.json(lineBehind(out, "An enriched event")).at("/product/name").asText())
        .isNotEmpty();
    assertThat(lineBehind(out, "A failure,"))
        .startsWith("At ")
        .contains(", in quickstart, ", " failed to ", " raw-orders/", " because ")
        .endsWith(".");
    for (String path : List.of("", "streams", "health/ready", "metrics")) {
      assertThat(out).containsPattern("(?m)^  http://127.0.0.1:" + port + "/" + path + "  +\\S");
    }
    String topology = out.lines().filter(line -> line.contains("topology.yaml")).findFirst().get();
    assertThat(distribution.root().resolve(topology.strip().split(",", -1)[0])).isRegularFile();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void assertCountsAddUp(Distribution distribution, String out) throws IOException {
    List<MatchResult> lines = COUNTS.matcher(out).results().toList();
    Set<String> pipelines = new TreeSet<>();
    for (MatchResult line : lines) {
      pipelines.add(line.group(1));
      assertThat(number(line, 2))
          .as(line.group())
          .isPositive()
          .isEqualTo(number(line, 3) + number(line, 4) + number(line, 5));
    }
    assertThat(pipelines)
        .containsExactly("big-orders-archive", "check-orders", "check-page-views", "split-orders");
    long orders = samples(distribution, "orders.ndjson");
    assertThat(out)
        .contains("sent  " + orders + " sample events to raw-orders\n")
        .contains(
            "sent  "
                + samples(distribution, "page-views.ndjson")
                + " sample events to raw-page-views\n");
    MatchResult checked =
        lines.stream().filter(line -> line.group(1).equals("check-orders")).findFirst().get();
    assertThat(number(checked, 2)).isEqualTo(orders);
    assertThat(number(checked, 4)).as("failed").isPositive();
  }

  private static long samples(Distribution distribution, String name) throws IOException {
    Path file = distribution.home().resolve("conf/samples").resolve(name);
    return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).count();
  }

  private static long number(MatchResult line, int group) {
    return Long.parseLong(line.group(group));
  }

  /** The one line of a paragraph, below its heading. */
  private static String lineBehind(String out, String heading) {
    List<String> lines = out.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(heading)) {
        assertThat(lines.get(i + 2)).as("one line below %s", heading).isEmpty();
        return lines.get(i + 1).strip();
      }
    }
    throw new AssertionError(heading + " is not in " + out);
  }
}
