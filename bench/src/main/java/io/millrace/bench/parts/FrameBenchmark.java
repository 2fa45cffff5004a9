package io.millrace.bench.parts;

import io.millrace.server.stream.Records;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.EmbeddedBackend;
import io.millrace.server.stream.embedded.EmbeddedConfig;
import io.millrace.server.stream.embedded.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A commit to the embedded log without a sync: its blocks, the frame around them, the write. Time
 * is for a batch of a hundred commits, since what is written fills a disk.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 5, batchSize = FrameBenchmark.COMMITS)
@Measurement(iterations = 10, batchSize = FrameBenchmark.COMMITS)
public class FrameBenchmark {

  static final int COMMITS = 100;
  private static final Duration NEVER = Duration.ofHours(1);

  /** How many orders a commit has. */
  @Param({"1", "1000"})
  public int orders;

  private Path directory = Path.of("");
  private EmbeddedBackend backend;
  private Map<StreamPartition, Records> appends = Map.of();

  /** An empty log. */
  @Setup(Level.Iteration)
  public void open() throws IOException {
    directory = Files.createTempDirectory("millrace-frames");
    EmbeddedConfig usual = EmbeddedConfig.of(directory);
    EmbeddedConfig config =
        new EmbeddedConfig(
            directory,
            usual.segmentBytes(),
            new SyncMode(NEVER),
            usual.maxRecordBytes(),
            usual.cacheBytes());
    backend = EmbeddedBackend.open(config, InstantSource.system(), reason -> {});
    backend.declare(List.of(StreamSpec.of(OrderRecords.AT.stream(), 1)));
    appends = Map.of(OrderRecords.AT, new OrderRecords().batch(orders));
  }

  @Benchmark
  public Map<StreamPartition, Long> append() {
    return backend.append(appends).join();
  }

  /** Removes it. */
  @TearDown(Level.Iteration)
  public void remove() throws IOException {
    backend.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
