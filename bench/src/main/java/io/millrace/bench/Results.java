package io.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/** What some runs measured: lines of JSON, by workload, each a set of named numbers. */
final class Results {

  private final Map<String, List<JsonNode>> runs = new LinkedHashMap<>();

  private Results() {}

  /** From a file of lines. */
  static Results read(Path file) throws IOException {
    Results results = new Results();
    ObjectMapper mapper = new ObjectMapper();
    for (String line : Files.readAllLines(file)) {
      JsonNode run = mapper.readTree(line);
      results
          .runs
          .computeIfAbsent(run.path("workload").asText(), name -> new ArrayList<>())
          .add(run);
    }
    return results;
  }

  /** The workloads that were run, in the order of their first run. */
  Set<String> workloads() {
    return runs.keySet();
  }

  /** The names of a workload's numbers. */
  List<String> columns(String workload) {
    List<String> columns = new ArrayList<>();
    runs.get(workload).get(0).fieldNames().forEachRemaining(columns::add);
    columns.remove("workload");
    return columns;
  }

  boolean has(String workload, String column) {
    return runs.containsKey(workload) && runs.get(workload).get(0).has(column);
  }

  /** How many runs there were of a workload. */
  int count(String workload) {
    return runs.getOrDefault(workload, List.of()).size();
  }

  /** A number of each run, in the order of the runs; empty if there was none. */
  List<Double> values(String workload, String column) {
    return runs.getOrDefault(workload, List.of()).stream()
        .map(run -> run.path(column).asDouble())
        .toList();
  }

  /** The median of all runs; empty if there was none. */
  OptionalDouble median(String workload, String column) {
    return has(workload, column)
        ? OptionalDouble.of(median(values(workload, column)))
        : OptionalDouble.empty();
  }

  /**
   * What one workload's number is of another's, of each round: what disturbs a whole round disturbs
   * both sides of it. Of the medians, if they were not run equally often; empty if one was not run.
   */
  List<Double> ratios(String ours, String theirs, String column) {
    if (!has(ours, column) || !has(theirs, column)) {
      return List.of();
    }
    List<Double> left = values(ours, column);
    List<Double> right = values(theirs, column);
    if (left.size() != right.size()) {
      return List.of(median(left) / median(right));
    }
    return IntStream.range(0, left.size()).mapToObj(i -> left.get(i) / right.get(i)).toList();
  }

  /** The median of numbers; there is at least one. */
  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
