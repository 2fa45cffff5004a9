package io.millrace.server.pipeline;

import io.millrace.api.StageContext.ServerInfo;
import io.millrace.server.codec.StreamCodec;
import io.millrace.server.codec.StreamCodecs;
import io.millrace.server.pipeline.Router.ConditionalRoute;
import io.millrace.server.plugin.stage.GuardedEnricher;
import io.millrace.server.plugin.stage.GuardedSink;
import io.millrace.server.plugin.stage.GuardedStage;
import io.millrace.server.plugin.stage.GuardedTransformer;
import io.millrace.server.plugin.stage.GuardedValidator;
import io.millrace.server.plugin.stage.StageCreationException;
import io.millrace.server.plugin.stage.StagePlan;
import io.millrace.server.topology.PipelineDefinition;
import io.millrace.server.topology.StreamDefinition;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline or sink that has been checked and can be opened, once for each worker. Immutable; what
 * {@link #open} makes is for one thread.
 */
public final class PipelinePlan {

  private final StreamCodecs codecs;
  private final PipelineDefinition definition;
  private final List<StreamDefinition> inputs;
  private final List<StreamDefinition> outputs;
  private final StreamDefinition failures;
  private final List<PlannedStage> stages;
  private final List<ConditionalRoute> routes;
  private final DefectLog defects = new DefectLog();

  PipelinePlan(
      StreamCodecs codecs,
      PipelineDefinition definition,
      List<StreamDefinition> inputs,
      List<StreamDefinition> outputs,
      StreamDefinition failures,
      List<PlannedStage> stages,
      List<ConditionalRoute> routes) {
    this.codecs = codecs;
    this.definition = definition;
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.failures = failures;
    this.stages = List.copyOf(stages);
    this.routes = List.copyOf(routes);
  }

  /**
   * A stage and its condition.
   *
   * @param plan the stage
   * @param when for which events; null: all
   */
  record PlannedStage(StagePlan plan, @Nullable Condition when) {}

  /** What the topology says. */
  public PipelineDefinition definition() {
    return definition;
  }

  /** The input streams. */
  public List<StreamDefinition> inputs() {
    return inputs;
  }

  /** The output stream of each route; empty for a sink. */
  public List<StreamDefinition> outputs() {
    return outputs;
  }

  /** What the codecs of its streams are made with. */
  public StreamCodecs codecs() {
    return codecs;
  }

  /** The failure stream. */
  public StreamDefinition failures() {
    return failures;
  }

  /**
   * Makes one worker's copy.
   *
   * @param worker its number, from 0
   * @param server what the stages are told of the server
   * @param clock what the stages are told of the time
   * @param maxFanOut the most events that may come of one
   * @throws StageCreationException if a stage cannot be made; those made before it are closed
   */
  public Pipeline open(int worker, ServerInfo server, InstantSource clock, int maxFanOut)
      throws StageCreationException {
    List<GuardedStage> made = new ArrayList<>();
    try {
      for (PlannedStage stage : stages) {
        String name = stage.plan().definition().name();
        made.add(
            stage
                .plan()
                .create(new Placement(definition.name(), name, worker, server, clock), maxFanOut));
      }
    } catch (StageCreationException e) {
      made.forEach(stage -> close(stage, e));
      throw e;
    }
    return assemble(made, server.version(), maxFanOut, clock);
  }

  private static void close(GuardedStage stage, StageCreationException reason) {
    try {
      stage.plan().close(stage);
    } catch (StageCreationException e) {
      reason.addSuppressed(e);
    }
  }

  private Pipeline assemble(
      List<GuardedStage> made, String version, int maxFanOut, InstantSource clock) {
    Map<String, StreamCodec> inputCodecs = new HashMap<>();
    inputs.forEach(input -> inputCodecs.put(input.name(), codecs.of(input)));
    Optional<GuardedSink> sink = Optional.empty();
    List<Step> steps = new ArrayList<>();
    List<StageSteps.Check> block = new ArrayList<>();
    for (int i = 0; i < made.size(); i++) {
      Condition when = stages.get(i).when();
      Attempt attempt = Attempt.of(stages.get(i).plan());
      GuardedStage stage = made.get(i);
      if (stage instanceof GuardedValidator validator) {
        block.add(new StageSteps.Check(when, validator, attempt));
        continue;
      }
      closeBlock(block, steps);
      if (stage instanceof GuardedEnricher enricher) {
        steps.add(new StageSteps.Enrich(when, enricher, attempt));
      } else if (stage instanceof GuardedTransformer transformer) {
        steps.add(new StageSteps.Transform(when, transformer, attempt));
      } else if (stage instanceof GuardedSink last) {
        sink = Optional.of(last);
      }
    }
    closeBlock(block, steps);
    Router router = new Router(routes, Attempt.ofServer("route", version));
    return new Pipeline(
        inputCodecs,
        steps,
        router,
        sink,
        made,
        Attempt.ofServer("decode", version),
        maxFanOut,
        defects,
        clock);
  }

  private static void closeBlock(List<StageSteps.Check> block, List<Step> steps) {
    if (!block.isEmpty()) {
      steps.add(new StageSteps.ValidateBlock(List.copyOf(block)));
      block.clear();
    }
  }
}
