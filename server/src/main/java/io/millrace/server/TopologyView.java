package io.millrace.server;

import static java.util.Objects.requireNonNull;

import io.millrace.server.engine.PipelineState;
import io.millrace.server.topology.Expression;
import io.millrace.server.topology.PipelineDefinition;
import io.millrace.server.topology.StageDefinition;
import io.millrace.server.topology.StreamDefinition;
import io.millrace.server.topology.Topology;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A topology as a tree of maps and lists, without settings: they may hold secrets. */
final class TopologyView {

  private TopologyView() {}

  static Map<String, Object> of(Topology topology, List<PipelineState> states) {
    Map<String, PipelineState> byName =
        states.stream().collect(Collectors.toMap(PipelineState::pipeline, state -> state));
    return map(
        "streams",
        topology.streams().values().stream().map(TopologyView::stream).toList(),
        "pipelines",
        topology.pipelines().stream()
            .map(pipeline -> pipeline(pipeline, Optional.ofNullable(byName.get(pipeline.name()))))
            .toList());
  }

  private static Map<String, Object> stream(StreamDefinition stream) {
    return map(
        "name",
        stream.name(),
        "partitions",
        stream.spec().partitions(),
        "key",
        stream.key().map(Object::toString).orElse(null));
  }

  private static Map<String, Object> pipeline(
      PipelineDefinition pipeline, Optional<PipelineState> state) {
    List<Map<String, Object>> routes =
        pipeline.to().stream()
            .map(route -> map("stream", route.stream(), "when", source(route.when())))
            .toList();
    return map(
        "name",
        pipeline.name(),
        "state",
        state.map(found -> found.phase().name().toLowerCase(Locale.ROOT)).orElse(null),
        "detail",
        state.map(PipelineState::detail).filter(text -> !text.isEmpty()).orElse(null),
        "from",
        pipeline.from(),
        "stages",
        pipeline.stages().stream().map(TopologyView::stage).toList(),
        "to",
        routes,
        "deliver",
        pipeline.deliver().map(TopologyView::stage).orElse(null),
        "failures",
        pipeline.failures());
  }

  private static Map<String, Object> stage(StageDefinition stage) {
    return map(
        stage.kind().verb(), stage.uses(), "name", stage.name(), "when", source(stage.when()));
  }

  private static @Nullable String source(Optional<Expression> when) {
    return when.map(Expression::source).orElse(null);
  }

  /** A map of what is not null, in order. */
  static Map<String, Object> map(@Nullable Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      Object value = keysAndValues[i + 1];
      if (value != null) {
        map.put((String) requireNonNull(keysAndValues[i]), value);
      }
    }
    return map;
  }
}
