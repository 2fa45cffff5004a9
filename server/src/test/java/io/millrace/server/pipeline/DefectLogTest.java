package io.millrace.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.StageContext.ServerInfo;
import io.millrace.server.LoggedEvents;
import io.millrace.server.codec.StreamCodecs;
import io.millrace.server.config.bind.RecordBinder;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.plugin.PluginRegistry;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import io.millrace.server.topology.Topology;
import io.millrace.server.topology.TopologyLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace a second of what every record meets, by all workers of a pipeline. */
class DefectLogTest {

  private static final String YAML =
      "streams: { in: {}, out: {} }\npipelines: { work: { from: in, to: out } }\n";

  /** There is no codec for it: a defect, whatever the record is. */
  private static final StreamPartition UNKNOWN = new StreamPartition("unknown", 0);

  @TempDir Path directory;
  private final AtomicLong now = new AtomicLong(1_000_000);

  private PipelinePlan plan(PluginRegistry plugins) throws Exception {
    Path file = Files.writeString(directory.resolve("topology.yaml"), YAML);
    Problems problems = new Problems();
    TopologyLoader loader = new TopologyLoader(name -> Optional.empty(), directory);
    Topology topology = loader.load(file, problems).orElseThrow();
    return new PipelinePlanner(
            plugins, new RecordBinder(loader.context(file)), new StreamCodecs(Optional.empty()))
        .plan(topology, problems)
        .get(0);
  }

  private void process(Pipeline pipeline, int records) {
    for (int offset = 0; offset < records; offset++) {
      StreamRecord record =
          new StreamRecord(offset, 0, null, RecordHeaders.EMPTY, Bytes.utf8("{}"));
      assertThat(pipeline.process(UNKNOWN, record)).isInstanceOf(Outcome.Failed.class);
    }
  }

  @Test
  void oneTraceASecondAndTheNumberOfThoseBetween() throws Exception {
    ServerInfo server = new ServerInfo("1.0", "test", "here");
    Files.createDirectories(directory.resolve("plugins"));
    try (PluginRegistry plugins = PluginRegistry.load(directory.resolve("plugins"));
        LoggedEvents logged = LoggedEvents.of(Pipeline.class)) {
      PipelinePlan plan = plan(plugins);
      Pipeline one = plan.open(0, server, () -> Instant.ofEpochMilli(now.get()), 10);
      Pipeline other = plan.open(1, server, () -> Instant.ofEpochMilli(now.get()), 10);
      process(one, 500);
      process(other, 499);
      assertThat(logged.traces()).isEqualTo(1);

      now.addAndGet(1000);
      process(other, 2);
      assertThat(logged.traces()).isEqualTo(2);
      assertThat(logged.count("unknown/0@0; 998 more since the last trace")).isEqualTo(1);

      now.addAndGet(-100_000);
      process(one, 1);
      assertThat(logged.count("; 1 more since the last trace")).isEqualTo(1);
    }
  }
}
