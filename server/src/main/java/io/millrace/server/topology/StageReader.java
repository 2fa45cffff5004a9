package io.millrace.server.topology;

import io.millrace.server.config.problem.Location;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.topology.TopologySettings.SinkKeys;
import io.millrace.server.topology.TopologySettings.StageKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the stages of pipelines and sinks. */
final class StageReader {

  private static final String VERBS = "validate, enrich, transform";

  private final KeyReader reader;

  StageReader(KeyReader reader) {
    this.reader = reader;
  }

  /** The stages that are right; names are unique. */
  List<StageDefinition> read(List<Node.Fields> nodes) {
    List<StageDefinition> stages = new ArrayList<>();
    Map<String, Location> names = new HashMap<>();
    for (Node.Fields node : nodes) {
      Optional<StageDefinition> stage = stage(node);
      stage.ifPresent(
          found -> {
            checkUnique(found, names);
            stages.add(found);
          });
    }
    return stages;
  }

  /** The stage of a sink. */
  Optional<StageDefinition> deliver(SinkKeys keys, Location location) {
    if (keys.deliver().isEmpty()) {
      reader
          .problems()
          .error(
              "topology.verb",
              location,
              "the sink has no 'deliver'",
              "add 'deliver:' with a sink, such as file");
      return Optional.empty();
    }
    return define(
        StageKind.DELIVER, keys.deliver().get(), keys.name(), keys.with(), Optional.empty());
  }

  private Optional<StageDefinition> stage(Node.Fields node) {
    if (node.entries().containsKey("deliver")) {
      reader
          .problems()
          .error(
              "topology.verb",
              node.entries().get("deliver").key(),
              "a pipeline does not deliver",
              "write a sink under 'sinks:' that reads a stream of this pipeline");
      return Optional.empty();
    }
    Optional<StageKeys> bound = reader.keys(node, StageKeys.class);
    if (bound.isEmpty()) {
      return Optional.empty();
    }
    StageKeys keys = bound.get();
    Map<StageKind, Node.Scalar> verbs = new LinkedHashMap<>();
    keys.validate().ifPresent(uses -> verbs.put(StageKind.VALIDATE, uses));
    keys.enrich().ifPresent(uses -> verbs.put(StageKind.ENRICH, uses));
    keys.transform().ifPresent(uses -> verbs.put(StageKind.TRANSFORM, uses));
    if (verbs.size() != 1) {
      boolean none = verbs.isEmpty();
      reader
          .problems()
          .error(
              "topology.verb",
              node.location(),
              none ? "the stage does nothing" : "the stage does more than one thing",
              none ? "add one of " + VERBS : "make a stage of its own for each of " + VERBS);
      return Optional.empty();
    }
    Map.Entry<StageKind, Node.Scalar> verb = verbs.entrySet().iterator().next();
    return define(
        verb.getKey(), verb.getValue(), keys.name(), keys.with(), reader.condition(keys.when()));
  }

  private Optional<StageDefinition> define(
      StageKind kind,
      Node.Scalar uses,
      Optional<Node.Scalar> name,
      Optional<Node.Fields> with,
      Optional<Expression> when) {
    Node.Scalar called = name.orElse(uses);
    reader.checkName("stage", called.text(), called.location());
    return Optional.of(
        new StageDefinition(
            kind,
            uses.text(),
            called.text(),
            with.orElseGet(() -> Node.Fields.none(uses.location())),
            when,
            uses.location()));
  }

  private void checkUnique(StageDefinition stage, Map<String, Location> names) {
    Location first = names.putIfAbsent(stage.name(), stage.location());
    if (first != null) {
      reader
          .problems()
          .error(
              "topology.duplicate-stage",
              stage.location(),
              "two stages of the pipeline are named '" + stage.name() + "', the first at " + first,
              "give one of them another 'name:'");
    }
  }
}
