package io.millrace.bench;

import io.millrace.server.stream.StreamSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A workload, in how many pipelines and partitions, and on which backend: {@code enrich}, {@code
 * enrich-memory}, {@code partitions-1000} and {@code pipelines-100} (both of them enrich).
 *
 * @param label as it is written on the command line
 * @param workload what each pipeline does
 * @param pipelines how many pipelines there are, each with streams of its own
 * @param partitions how many partitions each stream has
 * @param inMemory whether streams are on the memory backend; else on the embedded one
 */
record Setup(String label, Workload workload, int pipelines, int partitions, boolean inMemory) {

  private static final String MEMORY = "-memory";
  private static final String BY_PARTITIONS = "partitions-";
  private static final String BY_PIPELINES = "pipelines-";

  static Setup of(String label) {
    boolean inMemory = label.endsWith(MEMORY);
    String what = inMemory ? label.substring(0, label.length() - MEMORY.length()) : label;
    if (what.startsWith(BY_PARTITIONS)) {
      int partitions = Integer.parseInt(what.substring(BY_PARTITIONS.length()));
      return new Setup(label, Workload.ENRICH, 1, partitions, inMemory);
    }
    if (what.startsWith(BY_PIPELINES)) {
      int pipelines = Integer.parseInt(what.substring(BY_PIPELINES.length()));
      return new Setup(label, Workload.ENRICH, pipelines, Workload.PARTITIONS, inMemory);
    }
    return new Setup(label, Workload.of(what), 1, Workload.PARTITIONS, inMemory);
  }

  /** The input streams, one for each pipeline. */
  List<StreamSpec> inputs() {
    List<StreamSpec> inputs = new ArrayList<>();
    for (int i = 0; i < pipelines; i++) {
      inputs.add(StreamSpec.of(prefix(i) + Workload.INPUT, partitions));
    }
    return inputs;
  }

  /** The streams that something comes out in, of all pipelines. */
  List<String> outputs() {
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < pipelines; i++) {
      String prefix = prefix(i);
      workload.outputs().forEach(output -> outputs.add(prefix + output));
    }
    return outputs;
  }

  /**
   * Writes a directory of topology files, one for each pipeline, and what they read.
   *
   * @return the topology to run
   */
  Path writeTopology(Path directory) throws IOException {
    workload.writeFiles(directory);
    for (int i = 0; i < pipelines; i++) {
      String prefix = prefix(i);
      Files.writeString(
          directory.resolve("pipeline-" + i + ".yaml"),
          workload.topology(prefix, prefix, prefix, partitions));
    }
    return directory;
  }

  private static String prefix(int pipeline) {
    return pipeline == 0 ? "" : "p" + pipeline + "-";
  }
}
