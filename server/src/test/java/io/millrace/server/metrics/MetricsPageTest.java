package io.millrace.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/metrics.md} is the enum. */
class MetricsPageTest {

  private static final String START = "<!-- meters: made from Meters.java -->\n";
  private static final String END = "<!-- end of meters -->";

  @Test
  void theTableIsTheEnum() throws IOException {
    String page =
        Files.readString(Path.of(System.getProperty("millrace.root"), "docs", "metrics.md"));

    String table = page.substring(page.indexOf(START) + START.length(), page.indexOf(END));

    assertThat(table).as("replace the table in docs/metrics.md by this one").isEqualTo(table());
  }

  private static String table() {
    return Arrays.stream(Meters.values())
        .map(MetricsPageTest::row)
        .collect(
            Collectors.joining(
                "",
                "| name | type | unit | labels | what |\n| --- | --- | --- | --- | --- |\n",
                ""));
  }

  private static String row(Meters meter) {
    String type = meter.type() == Meters.Type.TIME_SUM ? "summary" : meter.type().name();
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            meter.exposedName(),
            type.toLowerCase(Locale.ROOT),
            meter.unit(),
            meter.labels().stream().map(l -> "`" + l + "`").collect(Collectors.joining(", ")),
            meter.help());
  }
}
