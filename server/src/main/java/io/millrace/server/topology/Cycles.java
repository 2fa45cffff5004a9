package io.millrace.server.topology;

import static java.util.Objects.requireNonNull;

import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds streams that feed themselves, by way of success or failure streams. Without recursion: a
 * file may hold a chain of thousands of pipelines.
 */
final class Cycles {

  private static final int MOST_REPORTED = 10;

  /** That a pipeline takes from one stream and puts into another. */
  private record Edge(String from, String pipeline, Location location, String to) {}

  private final Set<Edge> edges = new LinkedHashSet<>();
  private final Problems problems;

  Cycles(List<PipelineDefinition> pipelines, Problems problems) {
    this.problems = problems;
    for (PipelineDefinition pipeline : pipelines) {
      for (String from : pipeline.from()) {
        pipeline
            .to()
            .forEach(
                route ->
                    edges.add(
                        new Edge(from, pipeline.name(), pipeline.location(), route.stream())));
        edges.add(new Edge(from, pipeline.name(), pipeline.location(), pipeline.failures()));
      }
    }
  }

  void report() {
    for (int i = 0; i < MOST_REPORTED; i++) {
      peel();
      if (edges.isEmpty()) {
        return;
      }
      List<Edge> cycle = walk();
      Edge last = cycle.get(cycle.size() - 1);
      StringBuilder path = new StringBuilder(cycle.get(0).from());
      cycle.forEach(
          edge -> path.append(" -> ").append(edge.pipeline()).append(" -> ").append(edge.to()));
      problems.error(
          "topology.cycle",
          last.location(),
          "events would go round for ever: " + path,
          "let '" + last.pipeline() + "' write to another stream than '" + last.to() + "'");
      edges.remove(last);
    }
  }

  /** Takes away every edge whose target leads nowhere, until none is left or all go round. */
  private void peel() {
    Map<String, List<Edge>> into = new HashMap<>();
    Map<String, Integer> out = new HashMap<>();
    for (Edge edge : edges) {
      into.computeIfAbsent(edge.to(), stream -> new ArrayList<>()).add(edge);
      out.merge(edge.from(), 1, Integer::sum);
    }
    Deque<String> ends = new ArrayDeque<>();
    into.keySet().stream().filter(stream -> !out.containsKey(stream)).forEach(ends::add);
    while (!ends.isEmpty()) {
      for (Edge edge : into.getOrDefault(ends.remove(), List.of())) {
        edges.remove(edge);
        if (out.merge(edge.from(), -1, Integer::sum) == 0) {
          ends.add(edge.from());
        }
      }
    }
  }

  /** Every edge that is left has one after it: follow them until a stream comes again. */
  private List<Edge> walk() {
    Map<String, Edge> next = new LinkedHashMap<>();
    edges.forEach(edge -> next.putIfAbsent(edge.from(), edge));
    List<Edge> path = new ArrayList<>();
    Map<String, Integer> seen = new LinkedHashMap<>();
    String at = edges.iterator().next().from();
    while (!seen.containsKey(at)) {
      seen.put(at, path.size());
      Edge edge = requireNonNull(next.get(at));
      path.add(edge);
      at = edge.to();
    }
    return List.copyOf(path.subList(seen.get(at), path.size()));
  }
}
