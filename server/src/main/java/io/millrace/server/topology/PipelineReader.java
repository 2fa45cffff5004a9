package io.millrace.server.topology;

import io.millrace.server.config.problem.Location;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.topology.TopologySettings.PipelineKeys;
import io.millrace.server.topology.TopologySettings.SinkKeys;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what stands under {@code pipelines:} and {@code sinks:}. */
final class PipelineReader {

  private final KeyReader reader;
  private final StageReader stages;
  private final RouteReader routes;

  PipelineReader(KeyReader reader) {
    this.reader = reader;
    this.stages = new StageReader(reader);
    this.routes = new RouteReader(reader);
  }

  /** The pipeline; empty if nothing of it can be used. */
  Optional<Draft> pipeline(String name, Node.Entry entry) {
    reader.checkName("pipeline", name, entry.key());
    return reader
        .keys(
            entry.value(),
            PipelineKeys.class,
            "the pipeline '" + name + "'",
            "write 'from:', 'stages:' and 'to:' below it")
        .map(keys -> pipeline(name, keys, entry.key()));
  }

  /** The sink, a pipeline that ends in a delivery; empty if nothing of it can be used. */
  Optional<Draft> sink(String name, Node.Entry entry) {
    reader.checkName("sink", name, entry.key());
    return reader
        .keys(
            entry.value(),
            SinkKeys.class,
            "the sink '" + name + "'",
            "write 'from:', 'deliver:' and 'with:' below it")
        .map(keys -> sink(name, keys, entry.key()));
  }

  private Draft pipeline(String name, PipelineKeys keys, Location location) {
    List<Route> inputs = routes.from(keys.from(), location);
    PipelineDefinition definition =
        new PipelineDefinition(
            name,
            names(inputs),
            stages.read(keys.stages()),
            routes.to(keys.to(), location),
            Optional.empty(),
            failures(name, keys.failures()),
            keys.giveUpAfter(),
            workers(keys.workers()),
            location);
    return new Draft(definition, inputs, place(keys.failures(), location));
  }

  private Draft sink(String name, SinkKeys keys, Location location) {
    List<Route> inputs = routes.from(keys.from(), location);
    PipelineDefinition definition =
        new PipelineDefinition(
            name,
            names(inputs),
            List.of(),
            List.of(),
            stages.deliver(keys, location),
            failures(name, keys.failures()),
            keys.giveUpAfter(),
            workers(keys.workers()),
            location);
    return new Draft(definition, inputs, place(keys.failures(), location));
  }

  private static List<String> names(List<Route> inputs) {
    return inputs.stream().map(Route::stream).toList();
  }

  private String failures(String name, Optional<Node.Scalar> written) {
    written.ifPresent(scalar -> reader.checkName("stream", scalar.text(), scalar.location()));
    return written.map(Node.Scalar::text).orElse(name + "-failures");
  }

  private static Location place(Optional<Node.Scalar> written, Location otherwise) {
    return written.map(Node.Scalar::location).orElse(otherwise);
  }

  private static OptionalInt workers(Optional<Integer> workers) {
    return workers.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }
}
