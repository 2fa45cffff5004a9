package io.millrace.server.topology;

import io.millrace.server.config.bind.BindingContext;
import io.millrace.server.config.bind.RecordBinder;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.config.yaml.YamlReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What has been read of the files. */
final class TopologySources {

  private final Location start;
  private final Problems problems;
  private final KeyReader reader;
  private final Map<String, StreamDefinition> streams = new LinkedHashMap<>();
  private final List<Draft> drafts = new ArrayList<>();
  private final Map<String, Location> streamPlaces = new LinkedHashMap<>();
  private final Map<String, Location> pipelinePlaces = new LinkedHashMap<>();
  private boolean complete = true;

  TopologySources(Location start, BindingContext context, Problems problems) {
    this.start = start;
    this.problems = problems;
    this.reader = new KeyReader(new RecordBinder(context), problems);
  }

  void add(Path file) {
    Optional<TopologySettings> settings =
        YamlReader.readFile(file, file.toString(), problems)
            .flatMap(fields -> reader.keys(fields, TopologySettings.class));
    if (settings.isEmpty()) {
      complete = false;
      return;
    }
    StreamReader streamReader = new StreamReader(reader);
    PipelineReader pipelineReader = new PipelineReader(reader);
    entries(settings.get().streams())
        .forEach(
            (name, entry) -> {
              if (isNew("stream", name, entry.key(), streamPlaces)) {
                streams.put(name, streamReader.read(name, entry));
              }
            });
    entries(settings.get().pipelines())
        .forEach(
            (name, entry) -> {
              if (isNew("pipeline or sink", name, entry.key(), pipelinePlaces)) {
                pipelineReader.pipeline(name, entry).ifPresent(drafts::add);
              }
            });
    entries(settings.get().sinks())
        .forEach(
            (name, entry) -> {
              if (isNew("pipeline or sink", name, entry.key(), pipelinePlaces)) {
                pipelineReader.sink(name, entry).ifPresent(drafts::add);
              }
            });
  }

  /**
   * What there is. If a file could not be read, nothing is said of the wiring: every other stream
   * would seem unknown.
   */
  Topology topology() {
    if (!complete) {
      return new Wiring(streams, drafts, new Problems()).join();
    }
    if (streamPlaces.isEmpty() && pipelinePlaces.isEmpty() && !problems.hasErrors()) {
      problems.error("topology.empty", start, "there is nothing in it", "add 'streams:'");
    }
    return new Wiring(streams, drafts, problems).join();
  }

  private static Map<String, Node.Entry> entries(Optional<Node.Fields> fields) {
    return fields.map(Node.Fields::entries).orElse(Map.of());
  }

  private boolean isNew(String kind, String name, Location at, Map<String, Location> places) {
    Location first = places.putIfAbsent(name, at);
    if (first != null) {
      problems.error(
          "topology.duplicate-name",
          at,
          "there is a " + kind + " '" + name + "' already, at " + first,
          "rename or remove one of them");
    }
    return first == null;
  }
}
