package io.millrace.server.stream.kafka;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** What is wrong with client properties, before there is a client. */
public final class PropertyCheck {

  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("bootstrap.servers", "it is the setting kafka.bootstrap-servers"),
          Map.entry("bootstrap.controllers", "it is for tools; brokers are what is asked"),
          Map.entry("client.id", "it follows from kafka.server-id"),
          Map.entry("group.id", "it follows from the pipeline's name and kafka.prefix"),
          Map.entry("group.instance.id", "it follows from kafka.server-id"),
          Map.entry("transactional.id", "it follows from kafka.server-id and kafka.prefix"),
          Map.entry("group.protocol", "members are static, which the new protocol is not up to"),
          Map.entry("group.remote.assignor", "it belongs to the new group protocol"),
          Map.entry("partition.assignment.strategy", "partitions are dealt by Millrace"),
          Map.entry("enable.auto.commit", "offsets are committed with the outputs, or not at all"),
          Map.entry("auto.offset.reset", "a group that has committed nothing starts at the oldest"),
          Map.entry("isolation.level", "what was never committed would be processed"),
          Map.entry("enable.idempotence", "without it records come twice or out of order"),
          Map.entry("acks", "an answer that not all replicas have given may be taken back"),
          Map.entry("key.serializer", "streams store bytes"),
          Map.entry("value.serializer", "streams store bytes"),
          Map.entry("key.deserializer", "streams store bytes"),
          Map.entry("value.deserializer", "streams store bytes"),
          Map.entry("partitioner.class", "the stream's shard key picks the partition"),
          Map.entry("interceptor.classes", "nothing may change records on their way"),
          Map.entry("metric.reporters", "metrics are at /metrics"),
          Map.entry("allow.auto.create.topics", "it is the setting kafka.create-streams"),
          Map.entry("max.request.size", "it follows from kafka.max-record-size"),
          Map.entry("transaction.two.phase.commit.enable", "nobody would finish a transaction"),
          Map.entry("max.in.flight.requests.per.connection", "more than five lose the order"));

  /** These keep what exactly-once needs, and may be written. */
  private static final Map<String, Set<String>> HARMLESS =
      Map.of(
          "acks", Set.of("all", "-1"),
          "enable.idempotence", Set.of("true"),
          "enable.auto.commit", Set.of("false"),
          "isolation.level", Set.of("read_committed"),
          "group.protocol", Set.of("classic"),
          "auto.offset.reset", Set.of("earliest"),
          "max.in.flight.requests.per.connection", Set.of("1", "2", "3", "4", "5"));

  private static final Pattern ADDRESS =
      Pattern.compile("(?:[A-Za-z][\\w.+-]*://)?(?:[\\w.-]+|\\[?[\\w:.%-]+]?):(\\d{1,5})");

  private static final Pattern INVALID =
      Pattern.compile("Invalid value .* for configuration [\\w.]+: (.*)", Pattern.DOTALL);

  private PropertyCheck() {}

  /** All properties that some client knows. */
  public static Set<String> known() {
    Set<String> known = new TreeSet<>(ConsumerConfig.configNames());
    known.addAll(ProducerConfig.configNames());
    known.addAll(AdminClientConfig.configNames());
    return known;
  }

  /** The properties that may be written. */
  public static Collection<String> allowed() {
    Set<String> allowed = known();
    allowed.removeAll(REFUSED.keySet());
    return allowed;
  }

  /** Why a property may not be set to a value; empty if it may. */
  public static Optional<String> refusal(String name, String value) {
    return HARMLESS.getOrDefault(name, Set.of()).contains(value)
        ? Optional.empty()
        : Optional.ofNullable(REFUSED.get(name));
  }

  /** The properties that no client knows and no plug-in of theirs can mean. */
  public static List<String> unknown(Collection<String> names) {
    Set<String> known = known();
    List<String> unknown = new ArrayList<>();
    for (String name : names) {
      boolean forPlugIn = name.startsWith("sasl.") || name.startsWith("ssl.");
      if (!known.contains(name) && !forPlugIn) {
        unknown.add(name);
      }
    }
    return unknown;
  }

  /** The properties whose values no client takes, and why. */
  public static SortedMap<String, String> invalid(Map<String, String> properties) {
    SortedMap<String, String> invalid = new TreeMap<>();
    Stream.of(ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef())
        .forEach(definition -> invalid(definition, properties, invalid));
    if (invalid.isEmpty()) {
      contradictions(properties, invalid);
      tooFew(properties, invalid);
    }
    return invalid;
  }

  private static void invalid(
      ConfigDef definition, Map<String, String> properties, Map<String, String> invalid) {
    for (ConfigValue value : definition.validate(properties)) {
      ConfigDef.Type type = requireNonNull(definition.configKeys().get(value.name())).type();
      boolean found = properties.containsKey(value.name()) && !value.errorMessages().isEmpty();
      // Of a list, more is asked here than clients do: that nothing stands in it twice.
      if (found && type != ConfigDef.Type.LIST) {
        invalid.putIfAbsent(value.name(), reason(type, value.errorMessages().get(0)));
      }
    }
  }

  /** What Kafka says of a value, without the value: properties are never shown. */
  private static String reason(ConfigDef.Type type, String message) {
    Matcher matcher = INVALID.matcher(message);
    if (type == ConfigDef.Type.CLASS) {
      return "there is no such class in lib, or it is none of the kind";
    }
    return matcher.matches() ? matcher.group(1) : "its value is not valid";
  }

  /** What a client would say only when it is made. */
  private static void contradictions(Map<String, String> properties, Map<String, String> invalid) {
    long session = number(properties, "session.timeout.ms", ClientProperties.SESSION_MILLIS);
    long heartbeat = number(properties, "heartbeat.interval.ms", ClientProperties.HEARTBEAT_MILLIS);
    if (heartbeat >= session) {
      invalid.put(
          properties.containsKey("heartbeat.interval.ms")
              ? "heartbeat.interval.ms"
              : "session.timeout.ms",
          "heartbeat.interval.ms ("
              + ClientProperties.HEARTBEAT_MILLIS
              + " unless set) must be less than session.timeout.ms ("
              + ClientProperties.SESSION_MILLIS
              + " unless set)");
    }
    long delivery = number(properties, "delivery.timeout.ms", Integer.MAX_VALUE);
    long request = number(properties, "request.timeout.ms", ClientProperties.REQUEST_MILLIS);
    long linger =
        Math.max(
            number(properties, "linger.ms", ClientProperties.LINGER_MILLIS),
            ClientProperties.LINGER_MILLIS); // as of a producer that sends when it is told to
    if (delivery < Math.min(linger + request, Integer.MAX_VALUE)) {
      invalid.put(
          properties.containsKey("delivery.timeout.ms") ? "delivery.timeout.ms" : "linger.ms",
          "delivery.timeout.ms must be at least linger.ms and request.timeout.ms together (at least "
              + ClientProperties.LINGER_MILLIS
              + " and "
              + ClientProperties.REQUEST_MILLIS
              + " unless set)");
    }
  }

  private static void tooFew(Map<String, String> properties, Map<String, String> invalid) {
    if (number(properties, "retries", Integer.MAX_VALUE) == 0) {
      invalid.put("retries", "without them an idempotent producer is not made");
    }
    long request = number(properties, "request.timeout.ms", ClientProperties.REQUEST_MILLIS);
    if (number(properties, "default.api.timeout.ms", Integer.MAX_VALUE) < request) {
      invalid.put(
          "default.api.timeout.ms",
          "it must be at least request.timeout.ms ("
              + ClientProperties.REQUEST_MILLIS
              + " unless set)");
    }
  }

  private static long number(Map<String, String> properties, String name, long otherwise) {
    String value = properties.get(name);
    return value == null ? otherwise : Long.parseLong(value.strip());
  }

  /** What is wrong with a list of brokers; empty if nothing is. */
  public static Optional<String> wrongAddress(String bootstrapServers) {
    return Stream.of(bootstrapServers.split(",", -1))
        .map(String::strip)
        .filter(address -> !isAddress(address))
        .findFirst()
        .map(address -> "'" + address + "' is no address of a broker");
  }

  private static boolean isAddress(String address) {
    Matcher matcher = ADDRESS.matcher(address);
    return matcher.matches() && Integer.parseInt(matcher.group(1)) <= 65_535;
  }
}
