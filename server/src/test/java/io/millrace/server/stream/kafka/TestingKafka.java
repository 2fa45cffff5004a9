package io.millrace.server.stream.kafka;

import io.millrace.kafka.broker.KafkaCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

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

  /** Enough patience for a busy machine, and not so much that a fault takes a minute. */
  static final Map<String, String> STEADY =
      Map.of(
          "session.timeout.ms", "10000",
          "heartbeat.interval.ms", "500",
          "request.timeout.ms", "4000",
          "delivery.timeout.ms", "20000",
          "max.block.ms", "10000",
          "reconnect.backoff.max.ms", "500");

  private TestingKafka() {}

  static KafkaSettings settings(KafkaCluster cluster, String prefix, String serverId) {
    return settings(cluster.bootstrapServers(), prefix, serverId, QUICK);
  }

  static KafkaSettings settings(
      String brokers, String prefix, String serverId, Map<String, String> properties) {
    return new KafkaSettings(
        brokers, serverId, prefix, true, Optional.empty(), 200_000, properties);
  }

  /** Deletes a topic and makes it anew; done when a client that asks is told of the new one. */
  static void makeAnew(Admin admin, String topic, int partitions) throws Exception {
    admin.deleteTopics(List.of(topic)).all().get();
    NewTopic made = new NewTopic(topic, Optional.of(partitions), Optional.empty());
    Uuid id = created(admin, made);
    while (!id.equals(shown(admin, topic))) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** The broker may take a moment to forget the old one. */
  private static Uuid created(Admin admin, NewTopic topic) throws InterruptedException {
    while (true) {
      try {
        return admin.createTopics(List.of(topic)).topicId(topic.name()).get();
      } catch (ExecutionException e) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  private static @Nullable Uuid shown(Admin admin, String topic) throws InterruptedException {
    try {
      return admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get().topicId();
    } catch (ExecutionException e) {
      return null;
    }
  }

  static KafkaBackend backend() {
    return KafkaBackend.open(
        settings(KafkaCluster.shared(), KafkaCluster.uniqueName(), "server-1"));
  }
}
