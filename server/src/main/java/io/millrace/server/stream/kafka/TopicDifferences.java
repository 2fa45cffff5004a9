package io.millrace.server.stream.kafka;

import io.millrace.server.stream.StreamDifference;
import io.millrace.server.stream.StreamSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * How topics differ from the streams that are declared.
 *
 * @param creates whether what is missing is made, and what is small made larger
 */
record TopicDifferences(boolean creates) {

  private static final String CREATE = ", or set kafka.create-streams: true";

  /**
   * What only people can mend.
   *
   * @param name the topic's name
   * @param topic null if there is none
   */
  Optional<StreamDifference> ofShape(
      StreamSpec spec, String name, @Nullable TopicDescription topic) {
    if (topic == null) {
      return creates ? Optional.empty() : Optional.of(missing(spec, name));
    }
    int partitions = topic.partitions().size();
    if (partitions > spec.partitions()) {
      return Optional.of(StreamDifference.tooFewPartitions(spec, partitions));
    }
    return partitions == spec.partitions() || creates
        ? Optional.empty()
        : Optional.of(tooSmall(spec, name, partitions));
  }

  private static StreamDifference missing(StreamSpec spec, String name) {
    return StreamDifference.elsewhere(
        spec,
        "has no topic " + name,
        "create it with " + spec.partitions() + plural(spec.partitions()) + CREATE);
  }

  private static String plural(int partitions) {
    return partitions == 1 ? " partition" : " partitions";
  }

  private static StreamDifference tooSmall(StreamSpec spec, String name, int partitions) {
    return StreamDifference.elsewhere(
        spec,
        "has " + spec.partitions() + " partitions, and the topic " + name + " has " + partitions,
        "add partitions to the topic" + CREATE + ", or declare " + partitions);
  }

  /** What only people can mend, of a topic's settings. */
  Optional<StreamDifference> ofRetention(StreamSpec spec, String name, Config present) {
    Map<String, String> wanted = retentionToSet(spec, present);
    if (wanted.isEmpty() || creates) {
      return Optional.empty();
    }
    Map<String, String> found = new TreeMap<>();
    wanted.keySet().forEach(key -> found.put(key, present.get(key).value()));
    return Optional.of(
        StreamDifference.elsewhere(
            spec,
            "is not kept as declared: the topic " + name + " has " + found,
            "set " + wanted + " on the topic" + CREATE));
  }

  /** A retention that the topology names is the topic's; what of it the topic does not have. */
  static Map<String, String> retentionToSet(StreamSpec spec, Config present) {
    Map<String, String> wanted = new TreeMap<>();
    if (spec.retention().isPresent()) {
      wanted.put(TopicConfig.RETENTION_MS_CONFIG, retention(spec));
    }
    if (spec.retentionBytes().isPresent()) {
      wanted.put(TopicConfig.RETENTION_BYTES_CONFIG, retentionBytes(spec));
    }
    wanted.entrySet().removeIf(each -> each.getValue().equals(present.get(each.getKey()).value()));
    return wanted;
  }

  /** The settings of a new topic that tell how long its records are kept. */
  static Map<String, String> retentionOfNew(StreamSpec spec) {
    Map<String, String> configs = new HashMap<>();
    configs.put(TopicConfig.RETENTION_MS_CONFIG, retention(spec));
    configs.put(TopicConfig.RETENTION_BYTES_CONFIG, retentionBytes(spec));
    return configs;
  }

  private static String retention(StreamSpec spec) {
    return spec.retention().map(time -> Long.toString(time.toMillis())).orElse("-1");
  }

  private static String retentionBytes(StreamSpec spec) {
    return Long.toString(spec.retentionBytes().orElse(-1));
  }
}
