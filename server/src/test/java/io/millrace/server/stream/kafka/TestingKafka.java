package io.millrace.server.stream.kafka;

import io.millrace.kafka.broker.KafkaCluster;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Backends on the shared broker, each with names of its own. */
final class TestingKafka {

  /** Little patience, so that what is broken is known soon. */
  static final Map<String, String> QUICK =
      Map.of(
          "session.timeout.ms", "6000",
          "heartbeat.interval.ms", "500",
          "request.timeout.ms", "1000",
          "delivery.timeout.ms", "3000",
          "max.block.ms", "3000",
          "default.api.timeout.ms", "15000");

  private TestingKafka() {}

  static KafkaSettings settings(KafkaCluster cluster, String prefix, String serverId) {
    return new KafkaSettings(
        cluster.bootstrapServers(),
        serverId,
        prefix,
        true,
        Optional.empty(),
        200_000,
        new HashMap<>(QUICK));
  }

  static KafkaBackend backend() {
    return KafkaBackend.open(
        settings(KafkaCluster.shared(), KafkaCluster.uniqueName(), "server-1"));
  }
}
