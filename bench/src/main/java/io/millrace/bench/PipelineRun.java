package io.millrace.bench;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import io.millrace.api.StageContext.ServerInfo;
import io.millrace.server.Checked;
import io.millrace.server.Launch;
import io.millrace.server.config.DataConfig;
import io.millrace.server.config.EngineConfig;
import io.millrace.server.config.Problems;
import io.millrace.server.engine.Engine;
import io.millrace.server.engine.EngineModule;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.embedded.EmbeddedBackend;
import io.millrace.server.stream.embedded.EmbeddedConfig;
import io.millrace.server.stream.embedded.SyncMode;
import io.millrace.server.topology.StreamDefinition;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs a pipeline over a data directory that {@link Preload} filled, until every event has come out
 * at the far end: {@code PipelineRun workload events directory distribution [KEY=VALUE…]}, with
 * server settings at the end. The first quarter of the events warms up and is not measured.
 */
final class PipelineRun {

  private static final long LOOK_EVERY_MILLIS = 5;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long CACHE_BYTES = 32 << 20; // as the server has it

  private final Backend backend;
  private final long events;

  private PipelineRun(Backend backend, long events) {
    this.backend = backend;
    this.events = events;
  }

  public static void main(String[] args) throws Exception {
    Workload workload = Workload.of(args[0]);
    long events = Long.parseLong(args[1]);
    Path directory = Path.of(args[2]).toAbsolutePath();
    try (Checked checked = read(workload, directory, args);
        Backend backend = open(checked.config().data());
        Metrics metrics = new Metrics()) {
      backend.declare(
          checked.topology().streams().values().stream().map(StreamDefinition::spec).toList());
      Engine engine = engine(checked, backend, metrics);
      engine.start(checked.plans());
      System.out.println(new PipelineRun(backend, events).measure(workload));
      engine.stop();
    }
  }

  private static Checked read(Workload workload, Path directory, String[] args) throws Exception {
    Problems problems = new Problems();
    List<String> settings = new ArrayList<>(Arrays.asList(args).subList(4, args.length));
    settings.add("data.directory=" + directory.resolve("data"));
    Launch launch =
        new Launch(
            Path.of(args[3]).toAbsolutePath(),
            Optional.empty(),
            workload.writeTopology(directory),
            settings,
            name -> Optional.empty());
    return Checked.read(launch, problems)
        .orElseThrow(() -> new IllegalStateException(problems.list().toString()));
  }

  private static Backend open(DataConfig data) {
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

  private String measure(Workload workload) throws Exception {
    long warm = await(events / 4);
    Meter start = Meter.now(warm);
    long all = await(events);
    Meter end = Meter.now(all);
    if (all != events) {
      throw new IllegalStateException(all + " came out, of " + events);
    }
    return end.since(start, workload.label());
  }

  private long await(long wanted) throws InterruptedException {
    long out = countOut();
    long cameAt = System.nanoTime();
    while (out < wanted) {
      Thread.sleep(LOOK_EVERY_MILLIS);
      long before = out;
      out = countOut();
      if (out > before) {
        cameAt = System.nanoTime();
      } else if (System.nanoTime() - cameAt > PATIENCE_NANOS) {
        throw new IllegalStateException("nothing comes out any more after " + out + " events");
      }
    }
    return out;
  }

  private long countOut() {
    long out = 0;
    for (String stream : List.of(Workload.OUTPUT, Workload.FAILURES)) {
      for (int i = 0; i < backend.streams().get(stream).partitions(); i++) {
        out += backend.range(new StreamPartition(stream, i)).next();
      }
    }
    return out;
  }
}
