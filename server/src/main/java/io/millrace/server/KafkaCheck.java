package io.millrace.server;

import io.millrace.server.config.KafkaConfig;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.problem.Spelling;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.stream.kafka.KafkaSettings;
import io.millrace.server.stream.kafka.PropertyCheck;
import java.util.TreeMap;

/** The settings of Kafka's clients, which only they know. */
final class KafkaCheck {

  private KafkaCheck() {}

  /**
   * Looks for properties that nobody knows or that would break exactly-once.
   *
   * @param written the settings as they were written
   */
  static void check(KafkaConfig config, Node.Fields written, Problems problems) {
    new TreeMap<>(config.properties())
        .forEach(
            (name, value) ->
                PropertyCheck.refusal(name, value)
                    .ifPresent(
                        reason ->
                            problems.error(
                                "kafka.property",
                                place(written, name),
                                "the property '" + name + "' cannot be set so: " + reason,
                                "remove it")));
    for (String name : PropertyCheck.unknown(new TreeMap<>(config.properties()).keySet())) {
      problems.error(
          "kafka.property",
          place(written, name),
          "Kafka's clients have no property '" + name + "'",
          Spelling.nearest(name, PropertyCheck.allowed())
              .map(near -> "did you mean '" + near + "'?")
              .orElse("see the properties of consumers, producers and admin clients"));
    }
  }

  /** Where a property stands; of one that was set on the command line, the nearest place. */
  private static Location place(Node.Fields written, String property) {
    Location place = written.location();
    Node.Fields at = written;
    for (String key : new String[] {"kafka", "properties", property}) {
      Node.Entry entry = at.entries().get(key);
      if (entry == null) {
        return place;
      }
      place = entry.key();
      if (!(entry.value() instanceof Node.Fields inner)) {
        return place;
      }
      at = inner;
    }
    return place;
  }

  /** The settings as the backend takes them. */
  static KafkaSettings settings(KafkaConfig config, String host) {
    return new KafkaSettings(
        config.bootstrapServers(),
        config.serverId().orElse(host),
        config.prefix().orElse(""),
        config.createStreams(),
        config.replication().map(Integer::shortValue),
        (int) config.maxRecordSize(),
        config.properties());
  }
}
