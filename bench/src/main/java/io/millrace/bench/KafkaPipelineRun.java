package io.millrace.bench;

import io.millrace.server.Checked;
import io.millrace.server.Launch;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.engine.Engine;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.kafka.KafkaBackend;
import io.millrace.server.stream.kafka.KafkaSettings;
import io.millrace.server.topology.StreamDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pipeline from topic to topic, as the server runs it: {@code KafkaPipelineRun bootstrap events
 * workload distribution}.
 */
final class KafkaPipelineRun {

  private static final int LARGEST_RECORD = 1 << 20;

  private KafkaPipelineRun() {}

  public static void main(String[] args) throws Exception {
    Workload workload = Workload.of(args[2]);
    KafkaPeer peer = KafkaPeer.of(args, workload.label());
    KafkaPeer named =
        new KafkaPeer(peer.bootstrap(), peer.prefix() + workload.pipeline(), peer.events());
    try (Checked checked = read(workload, peer, Path.of(args[3]).toAbsolutePath());
        Backend backend = KafkaBackend.open(settings(peer));
        Metrics metrics = new Metrics()) {
      backend.declare(
          checked.topology().streams().values().stream().map(StreamDefinition::spec).toList());
      Engine engine = PipelineRun.engine(checked, backend, metrics);
      engine.start(checked.plans());
      String measured = named.measure("kafka-" + workload.label(), workload);
      peer.requireAllOut(workload);
      System.out.println(measured);
      engine.stop();
    }
  }

  /** The workload's topology, with names of this run. */
  static Checked read(Workload workload, KafkaPeer peer, Path home) throws Exception {
    Path directory = Files.createTempDirectory("millrace-bench-kafka");
    Path topology =
        Files.writeString(
            workload.writeFiles(directory).resolve("topology.yaml"),
            workload.topology(
                peer.prefix(), workload.inputPrefix(), peer.prefix(), Workload.PARTITIONS));
    Problems problems = new Problems();
    Launch launch =
        new Launch(home, Optional.empty(), topology, List.of(), name -> Optional.empty());
    return Checked.read(launch, problems)
        .orElseThrow(() -> new IllegalStateException(problems.list().toString()));
  }

  private static KafkaSettings settings(KafkaPeer peer) {
    return new KafkaSettings(
        peer.bootstrap(), peer.group(), "", true, Optional.empty(), LARGEST_RECORD, Map.of());
  }
}
