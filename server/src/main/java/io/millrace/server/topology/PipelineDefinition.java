package io.millrace.server.topology;

import io.millrace.server.config.problem.Location;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One path from input streams to output streams, or to a sink.
 *
 * @param name unique among pipelines and sinks; also the name of its group of offsets
 * @param from the input streams
 * @param stages in order
 * @param to the routes, in order; empty if and only if there is a {@code deliver}
 * @param deliver the last stage of a sink
 * @param failures the failure stream
 * @param giveUpAfter how long an event may wait for what is unavailable before it goes to the
 *     failure stream; empty: for ever
 * @param workers how many workers it gets; empty: the server's setting
 * @param location where its name stands
 */
public record PipelineDefinition(
    String name,
    List<String> from,
    List<StageDefinition> stages,
    List<Route> to,
    Optional<StageDefinition> deliver,
    String failures,
    Optional<Duration> giveUpAfter,
    OptionalInt workers,
    Location location) {

  public PipelineDefinition {
    from = List.copyOf(from);
    stages = List.copyOf(stages);
    to = List.copyOf(to);
  }
}
