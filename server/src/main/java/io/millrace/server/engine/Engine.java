package io.millrace.server.engine;

import io.millrace.api.StageContext.ServerInfo;
import io.millrace.server.metrics.Meters;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.pipeline.PipelinePlan;
import io.millrace.server.plugin.stage.StageCreationException;
import io.millrace.server.stream.Backend;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs pipelines and sinks over a backend. {@link #start} and {@link #stop} are called once each,
 * by one thread; {@link #states} by any.
 */
public final class Engine {

  private static final Logger LOGGER = LoggerFactory.getLogger(Engine.class);
  private static final Duration WATCH = Duration.ofSeconds(1);

  /** A full round takes some 15 ms of processor time if its stages do little. */
  private static final Duration TURN = Duration.ofMillis(200);

  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Backend backend;
  private final EngineSettings settings;
  private final Turns turns;
  private final ServerInfo server;
  private final InstantSource clock;
  private final Metrics metrics;
  private final Consumer<Throwable> fatal;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Metrics.Registration> gauges = new ArrayList<>();
  private volatile List<PipelineRunner> runners = List.of();

  /**
   * An engine.
   *
   * @param fatal is told, by a worker's thread, when the process must end: a sync has failed, or
   *     there is no memory; it does not return
   */
  public Engine(
      Backend backend,
      EngineSettings settings,
      ServerInfo server,
      InstantSource clock,
      Metrics metrics,
      Consumer<Throwable> fatal) {
    this(backend, settings, turns(), server, clock, metrics, fatal);
  }

  Engine(
      Backend backend,
      EngineSettings settings,
      Turns turns,
      ServerInfo server,
      InstantSource clock,
      Metrics metrics,
      Consumer<Throwable> fatal) {
    this.backend = backend;
    this.settings = settings;
    this.turns = turns;
    this.server = server;
    this.clock = clock;
    this.metrics = metrics;
    this.fatal = fatal;
  }

  private static Turns turns() {
    return new Turns(Runtime.getRuntime().availableProcessors() + 1, TURN);
  }

  /**
   * Starts the workers of all plans; their streams have been declared.
   *
   * @throws StageCreationException if a stage cannot be made; what was started goes on until {@link
   *     #stop}
   */
  public void start(List<PipelinePlan> plans) throws StageCreationException {
    Thread watchdog = new Thread(this::watch, "millrace-watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
    List<PipelineRunner> started = new ArrayList<>();
    for (PipelinePlan plan : plans) {
      WorkerFactory factory =
          new WorkerFactory(plan, backend, settings, turns, server, clock, metrics);
      PipelineRunner runner = new PipelineRunner(plan, factory, fatal);
      started.add(runner);
      runners = List.copyOf(started);
      gauges.add(
          metrics.gauge(
              Meters.WAITING_PARTITIONS, runner::waitingPartitions, factory.pipelineName()));
      gauges.add(factory.lag()::close);
      runner.start();
    }
  }

  /**
   * Drains: what is in hand is finished and committed, within the time that is set. Calls into
   * plugins have no more time than they always have.
   */
  public void stop() {
    gauges.forEach(Metrics.Registration::close);
    gauges.clear();
    runners.forEach(PipelineRunner::requestStop);
    drain();
    ended.countDown();
  }

  private void drain() {
    if (awaitStopped(settings.drainTimeout())) {
      return;
    }
    runners.forEach(PipelineRunner::interruptForStop);
    if (!awaitStopped(GRACE)) {
      LOGGER.warn(
          "not all workers have ended; what they had in hand is processed at the next start");
    }
  }

  private boolean awaitStopped(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      boolean all = true;
      for (PipelineRunner runner : runners) {
        all &= runner.awaitStopped(deadline);
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** How the pipelines are doing, in the order of the topology. */
  public List<PipelineState> states() {
    return runners.stream().map(PipelineRunner::state).toList();
  }

  /**
   * The stage in whose call a thread ends the process by {@code System.exit}, for people; for a
   * shutdown hook, since that thread stays in the call until the end.
   */
  public Optional<String> endedBy() {
    return runners.stream().flatMap(runner -> runner.endedBy().stream()).findFirst();
  }

  /** Whatever goes wrong with one pipeline, the others are looked after. */
  private void check(PipelineRunner runner) {
    try {
      runner.check(settings.callTimeout());
    } catch (RuntimeException e) {
      LOGGER.error("the watchdog cannot look after a pipeline; it tries again", e);
    }
  }

  private void watch() {
    try {
      long every = Math.min(WATCH.toMillis(), settings.callTimeout().toMillis() / 2);
      while (!ended.await(Math.max(1, every), TimeUnit.MILLISECONDS)) {
        runners.forEach(this::check);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
