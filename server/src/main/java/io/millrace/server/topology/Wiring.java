package io.millrace.server.topology;

import static java.util.Objects.requireNonNull;

import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.problem.Spelling;
import io.millrace.server.stream.StreamSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Joins pipelines and streams: failure streams are made, all others must be there. */
final class Wiring {

  /** To guess compares with every stream; a file may have thousands of streams and mistakes. */
  private static final int MOST_GUESSES = 100;

  private final Map<String, StreamDefinition> streams;
  private final List<Draft> drafts;
  private final Problems problems;
  private int unknown;

  Wiring(Map<String, StreamDefinition> declared, List<Draft> drafts, Problems problems) {
    this.streams = new LinkedHashMap<>(declared);
    this.drafts = drafts;
    this.problems = problems;
  }

  /** The topology; it is only good if no error was reported. */
  Topology join() {
    Set<String> declared = Set.copyOf(streams.keySet());
    drafts.forEach(draft -> failureStream(draft, declared));
    widenFailureStreams(declared);
    for (Draft draft : drafts) {
      draft.inputs().forEach(this::checkExists);
      draft.definition().to().forEach(this::checkExists);
      checkHoldsFailures(draft);
    }
    List<PipelineDefinition> pipelines = drafts.stream().map(Draft::definition).toList();
    new Cycles(pipelines, problems).report();
    if (!problems.hasErrors()) {
      warnOfUnused(declared);
    }
    return new Topology(streams, pipelines);
  }

  private void failureStream(Draft draft, Set<String> declared) {
    String name = draft.definition().failures();
    if (streams.containsKey(name)) {
      return;
    }
    boolean written = !draft.failures().equals(draft.definition().location());
    Optional<String> near = written ? Spelling.nearest(name, declared) : Optional.empty();
    near.ifPresent(
        other ->
            problems.warning(
                "topology.failures",
                draft.failures(),
                "the failure stream '" + name + "' is not declared, and is made",
                "did you mean '" + other + "'?"));
    streams.put(
        name,
        new StreamDefinition(
            StreamSpec.of(name, 1),
            new Format.Json(Set.of()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            draft.failures(),
            false));
  }

  /** As many partitions as the widest input, which may itself be a stream that was made. */
  private void widenFailureStreams(Set<String> declared) {
    Map<String, List<Draft>> readers = new HashMap<>();
    for (Draft draft : drafts) {
      for (String input : draft.definition().from()) {
        readers.computeIfAbsent(input, name -> new ArrayList<>()).add(draft);
      }
    }
    Deque<Draft> open = new ArrayDeque<>(drafts);
    while (!open.isEmpty()) {
      Draft draft = open.remove();
      StreamDefinition failures = requireNonNull(streams.get(draft.definition().failures()));
      int wanted = widestInput(draft);
      if (!declared.contains(failures.name()) && failures.spec().partitions() < wanted) {
        streams.put(failures.name(), withPartitions(failures, wanted));
        open.addAll(readers.getOrDefault(failures.name(), List.of()));
      }
    }
  }

  private int widestInput(Draft draft) {
    return draft.definition().from().stream()
        .map(streams::get)
        .filter(Objects::nonNull)
        .mapToInt(input -> input.spec().partitions())
        .max()
        .orElse(1);
  }

  private static StreamDefinition withPartitions(StreamDefinition stream, int partitions) {
    return new StreamDefinition(
        StreamSpec.of(stream.name(), partitions),
        stream.format(),
        stream.key(),
        stream.id(),
        stream.effectiveAt(),
        stream.headers(),
        stream.location(),
        stream.declared());
  }

  private void checkExists(Route route) {
    if (!streams.containsKey(route.stream())) {
      boolean guess = ++unknown <= MOST_GUESSES;
      problems.error(
          "topology.unknown-stream",
          route.location(),
          "there is no stream '" + route.stream() + "'",
          Optional.of(route.stream())
              .filter(name -> guess)
              .flatMap(name -> Spelling.nearest(name, streams.keySet()))
              .map(name -> "did you mean '" + name + "'?")
              .orElse("add it under 'streams:'"));
    }
  }

  private void checkHoldsFailures(Draft draft) {
    StreamDefinition stream = requireNonNull(streams.get(draft.definition().failures()));
    if (stream.format() instanceof Format.Opaque) {
      problems.error(
          "topology.failures",
          draft.failures(),
          "the failure stream '" + stream.name() + "' has the format bytes",
          "give it the format json or avro");
    }
  }

  private void warnOfUnused(Set<String> declared) {
    Set<String> used = new HashSet<>();
    for (Draft draft : drafts) {
      used.addAll(draft.definition().from());
      used.add(draft.definition().failures());
      draft.definition().to().forEach(route -> used.add(route.stream()));
    }
    streams.values().stream()
        .filter(stream -> declared.contains(stream.name()) && !used.contains(stream.name()))
        .forEach(
            stream ->
                problems.warning(
                    "topology.unused-stream",
                    stream.location(),
                    "no pipeline reads or writes the stream '" + stream.name() + "'",
                    "use it, or remove it"));
  }
}
