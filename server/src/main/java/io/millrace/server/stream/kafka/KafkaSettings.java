package io.millrace.server.stream.kafka;

import java.util.Map;
import java.util.Optional;

/**
 * How the cluster is reached and used.
 *
 * @param bootstrapServers {@code host:port}, several with commas
 * @param serverId what this server is called in groups and transactions; unique among the servers
 *     of a cluster, and the same after a restart
 * @param prefix what the names of topics, groups and transactional ids begin with; may be empty
 * @param createStreams whether missing topics are created and small ones grow
 * @param replication how many copies a new topic has; empty: as many as the broker's default
 * @param maxRecordBytes the largest record, in bytes of key, headers and value
 * @param properties client properties, which {@link PropertyCheck} has found no fault with
 */
public record KafkaSettings(
    String bootstrapServers,
    String serverId,
    String prefix,
    boolean createStreams,
    Optional<Short> replication,
    int maxRecordBytes,
    Map<String, String> properties) {

  public KafkaSettings {
    properties = Map.copyOf(properties);
  }

  /** The topic of a stream. */
  String topic(String stream) {
    return prefix + stream;
  }

  /** The group of a pipeline or sink. */
  String group(String pipeline) {
    return prefix + pipeline;
  }
}
