package io.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a page of results, medians of all runs: {@code Report results.json page.md}. */
final class Report {

  private static final String PIPELINE = "eventsPerWallSecond";

  private final Map<String, List<JsonNode>> runs = new LinkedHashMap<>();

  public static void main(String[] args) throws IOException {
    Report report = new Report();
    ObjectMapper mapper = new ObjectMapper();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      JsonNode run = mapper.readTree(line);
      String workload = run.path("workload").asText();
      report.runs.computeIfAbsent(workload, name -> new ArrayList<>()).add(run);
    }
    String page = report.page();
    Files.writeString(Path.of(args[1]), page);
    System.out.println(page);
  }

  private String page() throws IOException {
    StringBuilder page = new StringBuilder("# Latest results\n\n");
    page.append(LocalDate.now(ZoneOffset.UTC)).append(", ").append(machine()).append('\n');
    page.append("\nMedians, and in parentheses the least and the most of all runs.\n");
    pipelines(page);
    runs.forEach(
        (workload, all) -> {
          if (!all.get(0).has(PIPELINE)) {
            others(page, workload, all);
          }
        });
    return page.toString();
  }

  private void pipelines(StringBuilder page) {
    page.append(
        "\n| workload | processor µs per event | of it Java's threads | events per second of a core |");
    page.append(
        " events per second, wall | GC ms | JIT ms | peak memory MiB | against jackson-loop |\n");
    page.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    List<JsonNode> reference = runs.getOrDefault("jackson-loop", List.of());
    runs.forEach(
        (workload, all) -> {
          if (!all.get(0).has(PIPELINE)) {
            return;
          }
          page.append("| ").append(workload).append(" | ").append(range(all, "cpuMicrosPerEvent"));
          for (String column :
              List.of(
                  "javaThreadsMicrosPerEvent",
                  "eventsPerCpuSecond",
                  PIPELINE,
                  "gcMillis",
                  "jitMillis",
                  "peakMemoryMegabytes")) {
            page.append(" | ").append(number(median(all, column)));
          }
          page.append(" | ").append(ratio(all, reference)).append(" |\n");
        });
  }

  private static void others(StringBuilder page, String workload, List<JsonNode> all) {
    page.append("\n## ").append(workload).append("\n\n| | |\n| --- | ---: |\n");
    for (Iterator<String> names = all.get(0).fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!name.equals("workload")) {
        page.append("| ").append(name).append(" | ").append(range(all, name)).append(" |\n");
      }
    }
  }

  private static String ratio(List<JsonNode> all, List<JsonNode> reference) {
    if (reference.isEmpty()) {
      return "";
    }
    String column = "eventsPerCpuSecond";
    return String.format(Locale.ROOT, "%.2f", median(all, column) / median(reference, column));
  }

  private static String range(List<JsonNode> all, String column) {
    List<Double> sorted = sorted(all, column);
    return number(median(all, column))
        + " ("
        + number(sorted.get(0))
        + " to "
        + number(sorted.get(sorted.size() - 1))
        + ")";
  }

  private static double median(List<JsonNode> all, String column) {
    List<Double> sorted = sorted(all, column);
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  private static List<Double> sorted(List<JsonNode> all, String column) {
    return all.stream().map(run -> run.path(column).asDouble()).sorted().toList();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 && value != 0 ? "%.2f" : "%,.0f", value);
  }

  /** Processors and Java; nothing that names the machine. */
  private static String machine() throws IOException {
    String model = "processors";
    Path description = Path.of("/proc/cpuinfo");
    if (Files.exists(description)) {
      model =
          Files.readAllLines(description).stream()
              .filter(line -> line.startsWith("model name"))
              .findFirst()
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .orElse(model);
    }
    String load =
        Files.exists(Path.of("/proc/loadavg"))
            ? ", load average " + Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]
            : "";
    return Runtime.getRuntime().availableProcessors()
        + " × "
        + model
        + load
        + ", Java "
        + Runtime.version();
  }
}
