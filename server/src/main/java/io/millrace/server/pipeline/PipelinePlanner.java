package io.millrace.server.pipeline;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.api.StageContext.ServerInfo;
import io.millrace.server.codec.StreamCodec;
import io.millrace.server.codec.StreamCodecs;
import io.millrace.server.codec.body.CodecException;
import io.millrace.server.codec.failure.FailureRecordEncoder;
import io.millrace.server.config.bind.RecordBinder;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.pipeline.PipelinePlan.PlannedStage;
import io.millrace.server.pipeline.Router.ConditionalRoute;
import io.millrace.server.plugin.PluginRegistry;
import io.millrace.server.plugin.stage.GuardedStage;
import io.millrace.server.plugin.stage.StageCreationException;
import io.millrace.server.plugin.stage.StagePlan;
import io.millrace.server.topology.Expression;
import io.millrace.server.topology.PipelineDefinition;
import io.millrace.server.topology.Route;
import io.millrace.server.topology.StageDefinition;
import io.millrace.server.topology.StreamDefinition;
import io.millrace.server.topology.Topology;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a topology into plans: finds and binds every stage, compiles every condition, reads every
 * schema. What is wrong is added to the problems, all of it.
 */
public final class PipelinePlanner {

  private final PluginRegistry plugins;
  private final RecordBinder binder;
  private final StreamCodecs codecs;
  private final ConditionCompiler conditions = new ConditionCompiler();
  private final List<FoundStage> found = new ArrayList<>();

  /** A stage whose settings are right, of a pipeline in which something else may be wrong. */
  private record FoundStage(String pipeline, StagePlan plan) {}

  public PipelinePlanner(PluginRegistry plugins, RecordBinder binder, StreamCodecs codecs) {
    this.plugins = plugins;
    this.binder = binder;
    this.codecs = codecs;
  }

  /** Plans for all pipelines that nothing is wrong with. */
  public List<PipelinePlan> plan(Topology topology, Problems problems) {
    topology.streams().values().forEach(stream -> checkFormat(stream, problems));
    if (!problems.hasErrors()) {
      outputs(topology).forEach(stream -> checkWriting(stream, problems));
      failureStreams(topology).forEach(stream -> checkFailures(stream, problems));
    }
    List<PipelinePlan> plans = new ArrayList<>();
    for (PipelineDefinition definition : topology.pipelines()) {
      plan(topology, definition, problems).ifPresent(plans::add);
    }
    return plans;
  }

  /**
   * Makes each stage once, to find mistakes before anything starts; those of pipelines that cannot
   * be planned, too.
   *
   * @param problems takes what is wrong, at the place of the stage
   */
  public void rehearse(ServerInfo server, InstantSource clock, Problems problems) {
    for (FoundStage stage : found) {
      StageDefinition where = stage.plan().definition();
      try {
        GuardedStage made =
            stage.plan().create(new Placement(stage.pipeline(), where.name(), 0, server, clock));
        stage.plan().close(made);
      } catch (StageCreationException e) {
        problems.error("stage.creation", where.location(), String.valueOf(e.getMessage()), "");
      }
    }
  }

  private void checkFormat(StreamDefinition stream, Problems problems) {
    try {
      StreamCodec unused = codecs.of(stream);
    } catch (CodecException e) {
      problems.error("stream.format", stream.location(), String.valueOf(e.getMessage()), "");
    }
  }

  private static List<StreamDefinition> outputs(Topology topology) {
    return topology.pipelines().stream()
        .flatMap(pipeline -> pipeline.to().stream())
        .map(Route::stream)
        .distinct()
        .map(topology.streams()::get)
        .toList();
  }

  private static List<StreamDefinition> failureStreams(Topology topology) {
    return topology.pipelines().stream()
        .map(PipelineDefinition::failures)
        .distinct()
        .map(topology.streams()::get)
        .toList();
  }

  private static void checkFailures(StreamDefinition stream, Problems problems) {
    try {
      new FailureRecordEncoder(stream.format(), FailureRecordEncoder.LEAST_BYTES);
    } catch (CodecException e) {
      problems.error("stream.format", stream.location(), String.valueOf(e.getMessage()), "");
    }
  }

  /** What the registry says against a stream is an error; that it is away may pass. */
  private void checkWriting(StreamDefinition stream, Problems problems) {
    codecs
        .rehearse(stream)
        .map(Failures::first)
        .ifPresent(
            failure -> {
              if (failure.kind() == Failure.Kind.UNAVAILABLE) {
                problems.warning(
                    failure.code(), stream.location(), failure.message(), "until then it waits");
              } else {
                problems.error(
                    failure.code(),
                    stream.location(),
                    failure.message(),
                    "register a schema that fits, or mend 'subject' and 'schema'");
              }
            });
  }

  private Optional<PipelinePlan> plan(
      Topology topology, PipelineDefinition definition, Problems problems) {
    List<StageDefinition> all = new ArrayList<>(definition.stages());
    definition.deliver().ifPresent(all::add);
    List<PlannedStage> stages = new ArrayList<>();
    for (StageDefinition stage : all) {
      Optional<StagePlan> plan = plugins.plan(stage, binder, problems);
      Condition when = condition(stage.when(), problems);
      plan.ifPresent(bound -> stages.add(new PlannedStage(bound, when)));
      plan.ifPresent(bound -> found.add(new FoundStage(definition.name(), bound)));
    }
    List<ConditionalRoute> routes = new ArrayList<>();
    definition
        .to()
        .forEach(route -> routes.add(new ConditionalRoute(condition(route.when(), problems))));
    if (stages.size() < all.size() || !hasStreams(topology, definition)) {
      return Optional.empty();
    }
    if (definition.deliver().isPresent()) {
      routes.add(new ConditionalRoute(null));
    }
    return Optional.of(
        new PipelinePlan(
            codecs,
            definition,
            definition.from().stream().map(topology.streams()::get).toList(),
            definition.to().stream().map(route -> topology.streams().get(route.stream())).toList(),
            java.util.Objects.requireNonNull(topology.streams().get(definition.failures())),
            stages,
            routes));
  }

  /** False if a stream is not there, which the topology's reader has said. */
  private static boolean hasStreams(Topology topology, PipelineDefinition definition) {
    return topology.streams().keySet().containsAll(definition.from())
        && definition.to().stream()
            .allMatch(route -> topology.streams().containsKey(route.stream()));
  }

  private @Nullable Condition condition(Optional<Expression> expression, Problems problems) {
    return expression.flatMap(source -> conditions.compile(source, problems)).orElse(null);
  }
}
