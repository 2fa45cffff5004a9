package io.millrace.bench;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import io.millrace.api.StageContext.ServerInfo;
import io.millrace.server.Checked;
import io.millrace.server.Launch;
import io.millrace.server.config.DataConfig;
import io.millrace.server.config.EngineConfig;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.engine.Engine;
import io.millrace.server.engine.EngineModule;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.embedded.EmbeddedBackend;
import io.millrace.server.stream.embedded.EmbeddedConfig;
import io.millrace.server.stream.embedded.SyncMode;
import io.millrace.server.stream.memory.MemoryBackend;
import io.millrace.server.topology.StreamDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Runs pipelines until every event has come out at the far end: {@code PipelineRun workload events
 * seconds input directory distribution [KEY=VALUE…]}, with server settings at the end. On the
 * embedded backend the input is a directory that {@link Preload} filled, and a copy of it is read;
 * on the memory backend events are appended here. Neither is measured.
 *
 * <p>A lap is all that the input has, once, from a new copy; laps are run until enough events were
 * counted for long enough. The first quarter of a lap is not counted, and of several laps the first
 * not at all; they go on while the last was clearly the fastest. All laps use the same plugins, so
 * that what is warm stays warm.
 */
final class PipelineRun {

  private static final long CACHE_BYTES = 32 << 20; // as the server has it

  /** What a lap on the memory backend reads; about twice as much is in memory at its end. */
  private static final long MEMORY_LAP_BYTES = 192 << 20;

  private final Setup setup;
  private final long events;
  private final double eventBytes;
  private final Path input;
  private final Path directory;
  private final Path home;
  private final List<String> settings;

  private PipelineRun(String[] args) {
    setup = Setup.of(args[0]);
    eventBytes = Samples.meanBytes(setup.workload().samples(1));
    events = setup.inMemory() ? memoryLap(Long.parseLong(args[1])) : Long.parseLong(args[1]);
    input = Path.of(args[3]).toAbsolutePath();
    directory = Path.of(args[4]).toAbsolutePath();
    home = Path.of(args[5]).toAbsolutePath();
    settings = new ArrayList<>(Arrays.asList(args).subList(6, args.length));
    settings.add("data.directory=" + directory.resolve("data"));
  }

  private long memoryLap(long wanted) {
    return Math.min(wanted, (long) (MEMORY_LAP_BYTES / eventBytes));
  }

  public static void main(String[] args) throws Exception {
    PipelineRun run = new PipelineRun(args);
    try (Checked checked = run.read()) {
      Usage used = run.laps(checked, Long.parseLong(args[1]), Long.parseLong(args[2]));
      System.out.println(used.json(run.setup.label(), run.eventBytes));
    }
  }

  private Usage laps(Checked checked, long asked, long seconds) throws Exception {
    Usage first = lap(checked);
    if (events >= asked && seconds == 0) {
      return first;
    }
    Usage used = Usage.NONE;
    boolean faster = true;
    while (faster || !used.isEnough(asked / 4 * 3, seconds)) {
      Usage lap = lap(checked);
      faster = lap.isClearlyFasterThan(used);
      used = used.plus(lap);
    }
    return used;
  }

  private Usage lap(Checked checked) throws Exception {
    try (Backend backend = open(checked.config().data());
        Metrics metrics = new Metrics()) {
      backend.declare(
          checked.topology().streams().values().stream().map(StreamDefinition::spec).toList());
      Engine engine = engine(checked, backend, metrics);
      FarEnd farEnd = new FarEnd(backend, setup);
      engine.start(checked.plans());
      Usage used = farEnd.measure(events);
      engine.stop();
      return used;
    }
  }

  private Checked read() throws Exception {
    Problems problems = new Problems();
    Launch launch =
        new Launch(
            home,
            Optional.empty(),
            setup.writeTopology(directory.resolve("topology")),
            settings,
            name -> Optional.empty());
    return Checked.read(launch, problems)
        .orElseThrow(() -> new IllegalStateException(problems.list().toString()));
  }

  private Backend open(DataConfig data) throws IOException {
    if (setup.inMemory()) {
      Backend backend = new MemoryBackend((int) data.maxRecordSize());
      Preload.fill(backend, setup, events);
      System.gc(); // so that what was preloaded is not moved about while the engine is measured
      return backend;
    }
    FreshCopy.of(input.resolve("data"), data.directory());
    EmbeddedConfig config =
        new EmbeddedConfig(
            data.directory(),
            data.segmentSize(),
            SyncMode.ALWAYS,
            (int) data.maxRecordSize(),
            CACHE_BYTES);
    return EmbeddedBackend.open(config, InstantSource.system(), PipelineRun::giveUp);
  }

  static Engine engine(Checked checked, Backend backend, Metrics metrics) {
    return Guice.createInjector(
            new EngineModule(PipelineRun::giveUp),
            new AbstractModule() {
              @Override
              protected void configure() {
                bind(Backend.class).toInstance(backend);
                bind(EngineConfig.class).toInstance(checked.config().engine());
                bind(ServerInfo.class).toInstance(checked.info());
                bind(InstantSource.class).toInstance(InstantSource.system());
                bind(Metrics.class).toInstance(metrics);
              }
            })
        .getInstance(Engine.class);
  }

  private static void giveUp(Throwable reason) {
    throw new IllegalStateException(reason);
  }
}
