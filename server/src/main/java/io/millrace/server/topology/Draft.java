package io.millrace.server.topology;

import io.millrace.server.config.problem.Location;
import java.util.List;

/**
 * A pipeline whose streams are not checked yet.
 *
 * @param definition the pipeline
 * @param inputs its input streams, with their places
 * @param failures where the failure stream's name stands
 */
record Draft(PipelineDefinition definition, List<Route> inputs, Location failures) {
  Draft {
    inputs = List.copyOf(inputs);
  }
}
