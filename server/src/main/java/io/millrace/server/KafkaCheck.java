package io.millrace.server;

import io.millrace.server.config.KafkaConfig;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.problem.Spelling;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.stream.kafka.KafkaSettings;
import io.millrace.server.stream.kafka.PropertyCheck;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The settings of Kafka's clients, which only they know. */
final class KafkaCheck {

  private KafkaCheck() {}

  /**
   * Looks for properties that nobody knows, that would break exactly-once, or that no client takes
   * with their values.
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
                                place(written, "properties", name),
                                "the property '" + name + "' cannot be set so: " + reason,
                                "remove it")));
    for (String name : PropertyCheck.unknown(new TreeMap<>(config.properties()).keySet())) {
      problems.error(
          "kafka.property",
          place(written, "properties", name),
          "Kafka's clients have no property '" + name + "'",
          Spelling.nearest(name, PropertyCheck.allowed())
              .map(near -> "did you mean '" + near + "'?")
              .orElse("see the properties of consumers, producers and admin clients"));
    }
    checkValues(config, written, problems);
  }

  private static void checkValues(KafkaConfig config, Node.Fields written, Problems problems) {
    Map<String, String> taken = new TreeMap<>(config.properties());
    taken.entrySet().removeIf(e -> PropertyCheck.refusal(e.getKey(), e.getValue()).isPresent());
    PropertyCheck.invalid(taken)
        .forEach(
            (name, reason) ->
                problems.error(
                    "kafka.property",
                    place(written, "properties", name),
                    "Kafka's clients do not take the property '" + name + "': " + reason,
                    "give it another value, or remove it"));
    PropertyCheck.wrongAddress(config.bootstrapServers())
        .ifPresent(
            wrong ->
                problems.error(
                    "kafka.address",
                    place(written, "bootstrap-servers"),
                    wrong,
                    "write host:port, several with commas between them"));
  }

  /** Where a setting stands; of one that was set on the command line, the nearest place. */
  private static Location place(Node.Fields written, String... keys) {
    Location place = written.location();
    Node.Fields at = written;
    for (String key : Stream.concat(Stream.of("kafka"), Stream.of(keys)).toList()) {
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
