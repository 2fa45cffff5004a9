package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  @TempDir private Path directory;

  @Test
  void whatBelongsTogetherHasATable() throws IOException {
    String page =
        page(
            "{\"workload\":\"kafka-recovery\",\"firstOutputSeconds\":3.0}",
            "{\"workload\":\"kafka-recovery\",\"firstOutputSeconds\":2.5}",
            "{\"workload\":\"kafka-recovery\",\"firstOutputSeconds\":9.0}",
            "{\"workload\":\"kafka-recovery-archive\",\"firstOutputSeconds\":1.5}",
            "{\"workload\":\"kafka-takeover\",\"shareSeconds\":4.0}");

    assertThat(page)
        .contains("## kafka-recovery\n\n| | kafka-recovery | kafka-recovery-archive |\n")
        .contains("| firstOutputSeconds | 3.00 (2.50 to 9.00) | 1.50 (1.50 to 1.50) |\n")
        .contains("## kafka-takeover\n\n| | |\n")
        .doesNotContain("## kafka-recovery-archive")
        .doesNotContain("## kafka-servers");
  }

  @Test
  void whatIsAskedOfServersOnKafkaIsJudged() throws IOException {
    String page =
        page(
            "{\"workload\":\"kafka-servers-1\",\"partitionsApart\":0}",
            "{\"workload\":\"kafka-servers-3\",\"partitionsApart\":2}",
            "{\"workload\":\"kafka-recovery\",\"firstOutputSeconds\":3.0}",
            "{\"workload\":\"kafka-recovery-archive\",\"firstOutputSeconds\":1.5}");

    assertThat(page)
        .contains(
            "| servers on Kafka, most - least partitions of one | ≤ 1.00 | 2.00 | **not met**")
        .contains("| killed on Kafka, s from the start to an output | ≤ 2.00 | 3.00 | **not met**")
        .contains("| the same with bin/millrace archive | ≤ 2.00 | 1.50 | met |");
  }

  private String page(String... lines) throws IOException {
    Path results = Files.write(directory.resolve("latest.json"), List.of(lines));
    Path page = directory.resolve("latest.md");
    Report.main(new String[] {results.toString(), page.toString()});
    return Files.readString(page);
  }
}
