package io.millrace.server.topology;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole wiring, validated.
 *
 * @param streams all streams by name, failure streams included, in the order of the files
 * @param pipelines all pipelines and sinks, in the order of the files
 */
public record Topology(Map<String, StreamDefinition> streams, List<PipelineDefinition> pipelines) {

  public Topology {
    streams = Collections.unmodifiableMap(new LinkedHashMap<>(streams));
    pipelines = List.copyOf(pipelines);
  }
}
