package io.millrace.bench;

import io.millrace.server.codec.Partitioner;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.Records;
import io.millrace.server.stream.RecordsBuilder;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.EmbeddedBackend;
import io.millrace.server.stream.embedded.EmbeddedConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fills the input streams of a data directory: {@code Preload workload events directory}. */
final class Preload {

  private static final int IN_A_COMMIT = 10_000;
  private static final int COMMIT_BYTES = 16 << 20;
  private static final long SEED = 20_260_301;

  private final List<StreamSpec> inputs;
  private final Samples samples;
  private long done;

  private Preload(Setup setup) {
    inputs = setup.inputs();
    samples = setup.workload().samples(SEED);
  }

  public static void main(String[] args) {
    EmbeddedConfig config = EmbeddedConfig.of(Path.of(args[2]).resolve("data"));
    try (Backend backend = EmbeddedBackend.open(config, InstantSource.system(), Preload::giveUp)) {
      fill(backend, Setup.of(args[0]), Long.parseLong(args[1]));
    }
  }

  /** Appends events to the input streams of a backend, to each stream in turn. */
  static void fill(Backend backend, Setup setup, long events) {
    Preload preload = new Preload(setup);
    backend.declare(preload.inputs);
    while (preload.done < events) {
      backend.append(preload.next(events)).join();
    }
  }

  private Map<StreamPartition, Records> next(long events) {
    Map<StreamPartition, RecordsBuilder> builders = new HashMap<>();
    long now = System.currentTimeMillis();
    int bytes = 0;
    for (int i = 0; i < IN_A_COMMIT && done < events && bytes < COMMIT_BYTES; i++, done++) {
      Samples.Sample sample = samples.next();
      StreamSpec input = inputs.get((int) (done % inputs.size()));
      int partition = Partitioner.partition(sample.key(), input.partitions(), 0);
      builders
          .computeIfAbsent(new StreamPartition(input.name(), partition), at -> new RecordsBuilder())
          .add(now, sample.key(), RecordHeaders.EMPTY, sample.value());
      bytes += sample.bytes();
    }
    Map<StreamPartition, Records> records = new HashMap<>();
    builders.forEach((at, builder) -> records.put(at, builder.build()));
    return records;
  }

  private static void giveUp(Throwable reason) {
    throw new IllegalStateException(reason);
  }
}
