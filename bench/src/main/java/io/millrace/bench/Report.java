package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** Writes a page of results, medians of all runs: {@code Report latest.json latest.md}. */
final class Report {

  private static final String PIPELINE = "eventsPerWallSecond";
  private static final List<String> COLUMNS =
      List.of(
          "javaThreadsMicrosPerEvent",
          "eventsPerCpuSecond",
          PIPELINE,
          "events",
          "wallSeconds",
          "bytesPerEvent",
          "megabytesPerCpuSecond",
          "gcMillis",
          "jitMillis",
          "peakMemoryMegabytes");

  /** What has a table of all its kinds, by what their names begin with. */
  private static final List<String> FAMILIES = List.of("start", "kafka-servers", "kafka-recovery");

  private final Results results;

  private Report(Results results) {
    this.results = results;
  }

  public static void main(String[] args) throws IOException {
    String page = new Report(Results.read(Path.of(args[0]))).page();
    Files.writeString(Path.of(args[1]), page);
    System.out.println(page);
  }

  private String page() throws IOException {
    StringBuilder page = new StringBuilder("# Latest results\n\n");
    page.append(LocalDate.now(ZoneOffset.UTC)).append(", ").append(Machine.describe());
    page.append(".\n\nMedians, and in parentheses the least and the most of all runs: ");
    page.append(results.workloads().stream().mapToInt(results::count).min().orElse(0));
    page.append(" of each, in turn.");
    if (results.workloads().stream().anyMatch(name -> name.startsWith("wide"))) {
      page.append(Webhooks.areReal() ? " The webhooks are real." : " The webhooks are made.");
    }
    page.append('\n');
    String asked = new Asked(results).table();
    if (!asked.isEmpty()) {
      page.append("\n## Asked and measured\n\n").append(asked);
    }
    pipelines(page);
    for (String workload : results.workloads()) {
      if (!results.has(workload, PIPELINE) && FAMILIES.stream().noneMatch(workload::startsWith)) {
        other(page, workload);
      }
    }
    for (String name : FAMILIES) {
      family(page, name);
    }
    return page.toString();
  }

  private void pipelines(StringBuilder page) {
    page.append("\n## Pipelines\n\n| workload | processor µs per event | of it Java's threads");
    page.append(
        " | events per second of a core | events per second, wall | cores used | events counted | for s");
    page.append(" | bytes per event | MB/s of a core | GC ms | JIT ms | peak memory MiB");
    page.append(" | CPU per event against its loop |\n| ---");
    page.append(" | ---:".repeat(COLUMNS.size() + 3)).append(" |\n");
    for (String workload : results.workloads()) {
      if (!results.has(workload, PIPELINE)) {
        continue;
      }
      page.append("| ").append(workload).append(" | ").append(range(workload, "cpuMicrosPerEvent"));
      for (String column : COLUMNS) {
        page.append(" | ").append(number(results.median(workload, column).orElse(0)));
        if (column.equals(PIPELINE)) {
          page.append(" | ").append(coresUsed(workload));
        }
      }
      page.append(" | ").append(againstLoop(workload)).append(" |\n");
    }
  }

  private void other(StringBuilder page, String workload) {
    page.append("\n## ").append(workload).append("\n\n| | |\n| --- | ---: |\n");
    for (String column : results.columns(workload)) {
      page.append("| ").append(column).append(" | ").append(range(workload, column)).append(" |\n");
    }
  }

  private void family(StringBuilder page, String name) {
    List<String> members =
        results.workloads().stream().filter(workload -> workload.startsWith(name)).toList();
    if (members.isEmpty()) {
      return;
    }
    page.append("\n## ").append(name).append("\n\n| | ").append(String.join(" | ", members));
    page.append(" |\n| ---").append(" | ---:".repeat(members.size())).append(" |\n");
    for (String column : results.columns(members.get(0))) {
      page.append("| ").append(column);
      members.forEach(member -> page.append(" | ").append(range(member, column)));
      page.append(" |\n");
    }
  }

  private String coresUsed(String workload) {
    double wall = results.median(workload, PIPELINE).orElseThrow();
    return number(wall / results.median(workload, "eventsPerCpuSecond").orElseThrow());
  }

  private String againstLoop(String workload) {
    String loop = workload.startsWith("wide") ? "wide-loop" : "jackson-loop";
    List<Double> ratios = results.ratios(workload, loop, "cpuMicrosPerEvent");
    return ratios.isEmpty() ? "" : number(Results.median(ratios));
  }

  private String range(String workload, String column) {
    List<Double> values = results.values(workload, column);
    return number(Results.median(values)) + " (" + spread(values) + ")";
  }

  /** The least and the most of some numbers. */
  static String spread(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.size() == 1
        ? "one run"
        : number(sorted.get(0)) + " to " + number(sorted.get(sorted.size() - 1));
  }

  static String number(double value) {
    return String.format(Locale.ROOT, value < 100 && value != 0 ? "%.2f" : "%,.0f", value);
  }
}
