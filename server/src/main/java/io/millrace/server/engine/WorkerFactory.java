package io.millrace.server.engine;

import io.millrace.api.StageContext.ServerInfo;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.pipeline.Attempt;
import io.millrace.server.pipeline.Pipeline;
import io.millrace.server.pipeline.PipelinePlan;
import io.millrace.server.plugin.stage.StageCreationException;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.Intake;
import io.millrace.server.stream.IntakeSpec;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.topology.StreamDefinition;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts together what the workers of one pipeline work with. Safe for many threads. */
final class WorkerFactory {

  private static final Logger LOGGER = LoggerFactory.getLogger(WorkerFactory.class);

  private final PipelinePlan plan;
  private final Backend backend;
  private final EngineSettings settings;
  private final Turns turns;
  private final ServerInfo server;
  private final InstantSource clock;
  private final PipelineMeters meters;
  private final PipelineLag lag;

  WorkerFactory(
      PipelinePlan plan,
      Backend backend,
      EngineSettings settings,
      Turns turns,
      ServerInfo server,
      InstantSource clock,
      Metrics metrics) {
    this.plan = plan;
    this.backend = backend;
    this.settings = settings;
    this.turns = turns;
    this.server = server;
    this.clock = clock;
    this.meters = new PipelineMeters(metrics, plan.definition().name());
    this.lag = new PipelineLag(metrics, plan.definition().name());
  }

  String pipelineName() {
    return plan.definition().name();
  }

  /** How many workers the pipeline gets: no more than there are input partitions. */
  int workers() {
    int partitions = plan.inputs().stream().mapToInt(input -> input.spec().partitions()).sum();
    return Math.min(partitions, plan.definition().workers().orElse(settings.workers()));
  }

  /** What one worker needs for one life. */
  WorkerParts create(int number, HungRecords hung, Progress progress, CountDownLatch stop)
      throws StageCreationException {
    Pipeline pipeline = plan.open(number, server, clock, settings.maxFanOut());
    try {
      return parts(number, pipeline, hung, progress, stop);
    } catch (RuntimeException e) {
      pipeline.close();
      throw e;
    }
  }

  /** Pauses between attempts at what is unavailable. */
  Backoff backoff() {
    return new Backoff(settings.retryInitial(), settings.retryMax(), RandomGenerator.getDefault());
  }

  private WorkerParts parts(
      int number, Pipeline pipeline, HungRecords hung, Progress progress, CountDownLatch stop) {
    Round round = round();
    Intake intake = backend.open(intakeSpec(number));
    Waiting waiting = new Waiting(backoff(), plan.definition().giveUpAfter(), stop);
    Patience patience = new Patience(pipeline, round, hung, progress, waiting, meters);
    return new WorkerParts(
        pipelineName() + "-" + number,
        pipeline,
        intake,
        round,
        delivery(pipeline, patience, waiting),
        patience,
        waiting,
        meters,
        new WorkerLag(lag, number, intake),
        turns.turn(),
        settings,
        clock,
        stop);
  }

  /** How far the pipeline is behind. */
  PipelineLag lag() {
    return lag;
  }

  /** Shows how far a worker is behind that does not run; what is not known stays as it was. */
  void lookAtLag(int worker) {
    try {
      Map<StreamPartition, Long> committed = backend.committed(pipelineName());
      Map<StreamPartition, Long> records = new HashMap<>();
      for (StreamPartition at : lag.partitions(worker)) {
        OffsetRange range = backend.range(at);
        long done = Math.max(range.first(), committed.getOrDefault(at, range.first()));
        records.put(at, range.next() - done);
      }
      lag.show(worker, records);
    } catch (RuntimeException e) { // whatever it is, it must not keep the worker from going on
      LOGGER.debug("{}: it is not known how far it is behind", pipelineName(), e);
    }
  }

  private IntakeSpec intakeSpec(int number) {
    List<String> streams = plan.inputs().stream().map(StreamDefinition::name).toList();
    return new IntakeSpec(pipelineName(), streams, number, workers());
  }

  private Optional<Delivery> delivery(Pipeline pipeline, Patience patience, Waiting waiting) {
    return pipeline
        .sink()
        .map(sink -> new Delivery(sink, Attempt.of(sink.plan()), patience, waiting, meters));
  }

  private StreamAppender appender(StreamDefinition stream) {
    return new StreamAppender(stream, plan.codecs().of(stream));
  }

  private Round round() {
    Map<String, StreamAppender> appenders = new LinkedHashMap<>();
    plan.outputs()
        .forEach(stream -> appenders.computeIfAbsent(stream.name(), n -> appender(stream)));
    List<StreamAppender> routes =
        plan.outputs().stream().map(stream -> appenders.get(stream.name())).toList();
    StreamAppender failures =
        appenders.computeIfAbsent(plan.failures().name(), n -> appender(plan.failures()));
    return new Round(
        routes,
        List.copyOf(appenders.values()),
        new FailureAppender(pipelineName(), server, failures, backend.maxRecordBytes()),
        Attempt.ofServer("encode", server.version()),
        backend.maxRecordBytes());
  }
}
