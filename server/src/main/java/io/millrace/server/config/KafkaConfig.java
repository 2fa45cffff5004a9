package io.millrace.server.config;

import io.millrace.api.Setting;
import io.millrace.server.config.bind.Limits;
import java.util.Map;
import java.util.Optional;

/**
 * The Kafka cluster.
 *
 * @param bootstrapServers where brokers are found
 * @param serverId this server's name; empty: the host's
 * @param prefix what topics, groups and transactional ids begin with
 * @param createStreams whether missing topics are created
 * @param replication the copies of a new topic; empty: the broker's default
 * @param maxRecordSize the largest record, in bytes
 * @param properties properties of Kafka's clients
 */
public record KafkaConfig(
    @Setting(
            value = "Where brokers are found: host:port, several with commas.",
            byDefault = "localhost:9092")
        String bootstrapServers,
    @Setting(
            "This server's name, unique among those on the cluster and the same after a restart;"
                + " without it, the host's name.")
        Optional<String> serverId,
    @Setting("What the names of topics, groups and transactional ids begin with.")
        Optional<String> prefix,
    @Setting(
            value =
                "Create missing topics, add partitions to small ones, and set the retention of existing"
                    + " ones to what the topology says.",
            byDefault = "true")
        boolean createStreams,
    @Setting("How many copies a new topic has; without it, the broker's default.")
        Optional<Integer> replication,
    @Setting(value = "The largest record.", byDefault = "1MiB", bytes = true) long maxRecordSize,
    @Setting(
            value =
                "Properties of Kafka's clients, such as security.protocol; those that would break"
                    + " exactly-once are refused.",
            secret = true)
        Map<String, String> properties) {

  private static final long MIN_RECORD = 32 << 10;
  private static final long MAX_RECORD = 256 << 20;

  public KafkaConfig {
    properties = Map.copyOf(properties);
    Limits limits = new Limits().within("max-record-size", maxRecordSize, MIN_RECORD, MAX_RECORD);
    replication.ifPresent(copies -> limits.within("replication", copies, 1, Short.MAX_VALUE));
    named("server-id", serverId, limits);
    named("prefix", prefix, limits);
    limits.check();
  }

  private static void named(String key, Optional<String> name, Limits limits) {
    limits.must(
        name.isEmpty() || name.get().matches("[A-Za-z0-9._-]+"),
        key + " may have letters, digits, '.', '_' and '-', which topics may have");
  }
}
