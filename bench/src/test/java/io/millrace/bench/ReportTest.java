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
        .contains("| firstOutputSeconds | 3.00 (2.50 to 9.00) | 1.50 (one run) |\n")
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
            "| servers on Kafka, most - least partitions of one | ≤ 1.00 | 2.00 | one run | **not met**")
        .contains(
            "| killed on Kafka, s from the start to an output | ≤ 2.00 | 3.00 | one run | **not met**")
        .contains("| the same with bin/millrace archive | ≤ 2.00 | 1.50 | one run | met |");
  }

  @Test
  void aStartIsJudgedWithTheArchiveAndWithout() throws IOException {
    String page =
        page(
            "{\"workload\":\"start\",\"readySeconds\":1.5,\"idleMemoryMegabytes\":112}",
            "{\"workload\":\"start-archive\",\"readySeconds\":0.9,\"idleMemoryMegabytes\":151}");

    assertThat(page)
        .contains("| start to ready, s | ≤ 1.00 | 1.50 | one run | **not met** |")
        .contains("| start to ready with bin/millrace archive, s | ≤ 1.00 | 0.90 | one run | met |")
        .contains("| idle, MiB resident | ≤ 150 | 112 | one run | met |")
        .contains("| idle with bin/millrace archive, MiB resident | ≤ 150 | 151 | one run | **not")
        .contains("## start\n\n| | start | start-archive |\n");
  }

  @Test
  void aRatioIsTheMedianOfTheRounds() throws IOException {
    String page =
        page(
            pipeline("jackson-loop", 4, 250_000, 250_000),
            pipeline("enrich", 2, 500_000, 900_000),
            pipeline("jackson-loop", 8, 125_000, 125_000),
            pipeline("enrich", 2, 500_000, 900_000),
            pipeline("jackson-loop", 5, 200_000, 200_000),
            pipeline("enrich", 3, 300_000, 540_000));

    assertThat(page)
        .contains("| enrich / jackson-loop, CPU per event | ≤ 0.55 | 0.50 | 0.25 to 0.60 | met |\n")
        .contains("| enrich | 2.00 (2.00 to 3.00) |")
        .containsPattern("\\| enrich .*\\| 500,000 \\| 900,000 \\| 1.80 \\|.*\\| 0.50 \\|\n");
    List<String> table = page.lines().filter(line -> line.startsWith("| ")).toList();
    int workload = table.indexOf("| --- | ---: | ---: | --- | --- |") + 2;
    assertThat(table.subList(workload, table.size()))
        .extracting(line -> line.chars().filter(c -> c == '|').count())
        .as("the columns of each line")
        .containsOnly(15L);
  }

  private static String pipeline(String workload, int micros, int ofACore, int wall) {
    return "{\"workload\":\"%s\",\"cpuMicrosPerEvent\":%d,\"eventsPerCpuSecond\":%d,\"eventsPerWallSecond\":%d}"
        .formatted(workload, micros, ofACore, wall);
  }

  private String page(String... lines) throws IOException {
    Path results = Files.write(directory.resolve("latest.json"), List.of(lines));
    Path page = directory.resolve("latest.md");
    Report.main(new String[] {results.toString(), page.toString()});
    return Files.readString(page);
  }
}
