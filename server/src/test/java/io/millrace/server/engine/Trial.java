package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.StageContext.ServerInfo;
import io.millrace.server.codec.StreamCodecs;
import io.millrace.server.config.bind.RecordBinder;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.metrics.Meters;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.pipeline.PipelinePlan;
import io.millrace.server.pipeline.PipelinePlanner;
import io.millrace.server.plugin.PluginRegistry;
import io.millrace.server.plugin.stage.StageCreationException;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.OffsetRange;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.RecordsBuilder;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.topology.StreamDefinition;
import io.millrace.server.topology.Topology;
import io.millrace.server.topology.TopologyLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A real engine over a backend, with the trial plugin and a topology of the test's own. */
final class Trial implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Backend backend;
  private final Path directory;
  private final PluginRegistry plugins;
  private final Topology topology;
  private final List<PipelinePlan> plans;
  private Metrics metrics = new Metrics();
  private @Nullable Engine engine;
  private volatile @Nullable Throwable fatal;
  private final Map<String, Long> committedBefore = new HashMap<>();
  private @Nullable List<Identity> identities;

  /**
   * What a pipeline has committed of its inputs, and what it has counted: in, and out as succeeded,
   * failed or dropped.
   */
  record Identity(String pipeline, long committed, long in, long out) {

    void assertHolds() {
      assertThat(in).as("%s: counted in, of what is committed", pipeline).isEqualTo(committed);
      assertThat(out).as("%s: counted out, of what was counted in", pipeline).isEqualTo(in);
    }
  }

  Trial(Backend backend, Path directory, String topologyYaml) {
    this(backend, directory, topologyYaml, new StreamCodecs(Optional.empty()));
  }

  Trial(Backend backend, Path directory, String topologyYaml, StreamCodecs codecs) {
    this.backend = backend;
    this.directory = directory;
    Path file = write(directory.resolve("topology.yaml"), topologyYaml);
    this.plugins = PluginRegistry.load(directory.resolve("plugins"));
    Problems problems = new Problems();
    TopologyLoader loader = new TopologyLoader(name -> Optional.empty(), directory);
    topology = loader.load(file, problems).orElseThrow(() -> new AssertionError(problems.list()));
    plans =
        new PipelinePlanner(plugins, new RecordBinder(loader.context(file)), codecs)
            .plan(topology, problems);
    assertThat(problems.hasErrors()).as(problems.list().toString()).isFalse();
    backend.declare(topology.streams().values().stream().map(StreamDefinition::spec).toList());
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets {@link #close} note each pipeline's identity, once its engine has stopped. */
  Trial noting(List<Identity> notes) {
    identities = notes;
    pipelines().forEach(name -> committedBefore.put(name, committed(name)));
    return this;
  }

  private java.util.stream.Stream<String> pipelines() {
    return plans.stream().map(plan -> plan.definition().name());
  }

  private long committed(String pipeline) {
    return backend.committed(pipeline).values().stream().mapToLong(Long::longValue).sum();
  }

  private Identity identity(String pipeline) {
    long before = committedBefore.getOrDefault(pipeline, 0L);
    long in = metrics.counter(Meters.INPUT_RECORDS, pipeline).sum();
    return new Identity(pipeline, committed(pipeline) - before, in, out(pipeline));
  }

  private long out(String pipeline) {
    return count(pipeline, "succeeded") + count(pipeline, "failed") + count(pipeline, "dropped");
  }

  /** Small rounds and short waits, so that there are many of both. */
  static EngineSettings settings() {
    return settings(1 << 20);
  }

  /**
   * As {@link #settings()}, with commits in the middle of a round after so many bytes of output.
   */
  static EngineSettings settings(long roundOutputBytes) {
    return settings(2, roundOutputBytes, Duration.ofSeconds(30), Duration.ofSeconds(20));
  }

  /** As {@link #settings()}, for so many workers that wait so long for a call and for the drain. */
  static EngineSettings settings(int workers, Duration callTimeout, Duration drainTimeout) {
    return settings(workers, 1 << 20, callTimeout, drainTimeout);
  }

  private static EngineSettings settings(
      int workers, long roundOutputBytes, Duration callTimeout, Duration drainTimeout) {
    return new EngineSettings(
        workers,
        new Limits(50, 1 << 20),
        roundOutputBytes,
        2,
        Duration.ofMillis(5),
        Duration.ofMillis(50),
        1000,
        callTimeout,
        drainTimeout);
  }

  Trial start() {
    return start(settings());
  }

  Trial start(EngineSettings settings) {
    return start(settings, new Turns(3, Duration.ofMillis(200)));
  }

  Trial start(EngineSettings settings, Turns turns) {
    engine =
        new Engine(
            backend,
            settings,
            turns,
            new ServerInfo("1.0", "test", "here"),
            InstantSource.system(),
            metrics,
            reason -> {
              fatal = reason;
              throw new AssertionError(reason);
            });
    try {
      engine.start(plans);
    } catch (StageCreationException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  /** Drains and stops the engine; another can be started. */
  void stop() {
    if (engine != null) {
      engine.stop();
      engine = null;
    }
  }

  /** What would have ended the process; null if nothing. */
  @Nullable Throwable fatal() {
    return fatal;
  }

  Engine engine() {
    assertThat(engine).isNotNull();
    return engine;
  }

  Path directory() {
    return directory;
  }

  /** Appends values to a stream, dealt to its partitions in turn. */
  void send(String stream, List<String> values) {
    int partitions = topology.streams().get(stream).spec().partitions();
    for (int partition = 0; partition < partitions; partition++) {
      RecordsBuilder builder = new RecordsBuilder();
      for (int i = partition; i < values.size(); i += partitions) {
        builder.add(0, null, RecordHeaders.EMPTY, Bytes.utf8(values.get(i)));
      }
      if (builder.count() > 0) {
        backend.append(Map.of(new StreamPartition(stream, partition), builder.build())).join();
      }
    }
  }

  /** Waits until a pipeline has committed all of a stream. */
  void awaitDone(String pipeline, String stream) {
    await(
        () -> {
          Map<StreamPartition, Long> committed = backend.committed(pipeline);
          return partitions(stream)
              .allMatch(at -> committed.getOrDefault(at, 0L) == backend.range(at).next());
        });
  }

  /** Waits until something holds. */
  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** All values of a stream, partition by partition, in order. */
  List<String> values(String stream) {
    List<String> values = new ArrayList<>();
    partitions(stream).forEach(at -> values.addAll(values(at)));
    return values;
  }

  private List<String> values(StreamPartition at) {
    List<String> values = new ArrayList<>();
    OffsetRange range = backend.range(at);
    long offset = range.first();
    while (offset < range.next()) {
      Batch batch = backend.read(at, offset, new Limits(10_000, 64 << 20));
      for (StreamRecord record : batch.records()) {
        Bytes value = record.value();
        values.add(value == null ? "null" : value.toText());
      }
      offset = batch.nextOffset();
    }
    return values;
  }

  private java.util.stream.Stream<StreamPartition> partitions(String stream) {
    return IntStream.range(0, topology.streams().get(stream).spec().partitions())
        .mapToObj(partition -> new StreamPartition(stream, partition));
  }

  /** What was counted as succeeded, failed or dropped, once all is committed and counted. */
  long count(String pipeline, String outcome) {
    return metrics.counter(Meters.RECORDS, pipeline, outcome).sum();
  }

  /** What Prometheus reads. */
  String scrape() {
    return metrics.scrape("").text();
  }

  /** How often a stage was tried again. */
  long retries(String pipeline, String stage) {
    return metrics.counter(Meters.STAGE_RETRIES, pipeline, stage).sum();
  }

  /** Every record that came in is counted out, once. */
  void assertIdentity(String pipeline, long in) {
    // Counted just after the commit, one count after the other.
    await(() -> metrics.counter(Meters.INPUT_RECORDS, pipeline).sum() >= in && out(pipeline) >= in);
    assertThat(metrics.counter(Meters.INPUT_RECORDS, pipeline).sum()).isEqualTo(in);
    assertThat(out(pipeline)).isEqualTo(in);
  }

  @Override
  public void close() {
    stop();
    if (identities != null) {
      pipelines().map(this::identity).forEach(identities::add);
    }
    plugins.close();
    metrics.close();
    backend.close();
  }
}
