package io.millrace.server.stream.kafka;

import io.millrace.server.stream.IntakeSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The properties of each client: the user's, under those that exactly-once rests on. */
final class ClientProperties {

  /** What a request and a batch have around their records. */
  static final int RECORD_MARGIN = 16 * 1024;

  /** An append of one partition that is no larger goes out in one batch, which is atomic. */
  static final int BATCH_BYTES = 512 * 1024;

  static final int SESSION_MILLIS = 10_000;
  static final int HEARTBEAT_MILLIS = 1_000;

  /** These two are what the clients' own defaults come to, or more. */
  static final int REQUEST_MILLIS = 30_000;

  static final int LINGER_MILLIS = 1_000;

  private static final int FETCH_BYTES = 8 << 20;

  /** What is read is there: only what a consumer asks for ahead waits, and the next read for it. */
  private static final int READER_WAIT_MILLIS = 10;

  private final KafkaSettings settings;

  ClientProperties(KafkaSettings settings) {
    this.settings = settings;
  }

  Map<String, Object> admin() {
    Map<String, Object> properties = base(AdminClientConfig.configNames());
    properties.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId("admin"));
    return properties;
  }

  /** For reads outside of groups. */
  Map<String, Object> reader() {
    Map<String, Object> properties = consumer("reader");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1000);
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, READER_WAIT_MILLIS);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return properties;
  }

  /** For the consumer of one worker. */
  Map<String, Object> member(IntakeSpec spec, ExpectedWorkers expected) {
    Map<String, Object> properties = consumer(spec.group() + "-" + spec.worker());
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group(spec.group()));
    properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    properties.put(
        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
        settings.serverId() + "-" + spec.group() + "-" + spec.worker());
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, DealingAssignor.class.getName());
    properties.put(DealingAssignor.SERVER, settings.serverId());
    properties.put(DealingAssignor.WORKER, spec.worker());
    properties.put(DealingAssignor.EXPECTED, expected);
    // A position that is not there is no matter of the client's: Starts finds another, and says so.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
    properties.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    properties.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
    return properties;
  }

  private Map<String, Object> consumer(String name) {
    Map<String, Object> properties = base(ConsumerConfig.configNames());
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId(name));
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, BytesDeserializer.class.getName());
    properties.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, BytesDeserializer.class.getName());
    properties.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    return properties;
  }

  /** For the producer of one worker. */
  Map<String, Object> workerProducer(IntakeSpec spec) {
    return transactional(spec.group() + "-" + settings.serverId() + "-" + spec.worker());
  }

  /** For appends to several partitions, which are stored together or not at all. */
  Map<String, Object> appendsTogether() {
    return transactional("appends-" + settings.serverId());
  }

  private Map<String, Object> transactional(String name) {
    Map<String, Object> properties = producer(name);
    String prefix = settings.prefix().isEmpty() ? "millrace-" : settings.prefix();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, prefix + name);
    properties.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
    return properties;
  }

  /** For appends to one partition: sent only when told to, so that each is in one batch. */
  Map<String, Object> appendsAlone() {
    Map<String, Object> properties = producer("append-" + settings.serverId());
    // A producer closes a batch by what it expects of the compression: up to three times as much as
    // the records have, where those before were tiny and grew.
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 5 * BATCH_BYTES);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    return properties;
  }

  private Map<String, Object> producer(String name) {
    Map<String, Object> properties = base(ProducerConfig.configNames());
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, clientId(name));
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    properties.put(
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
    properties.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        Math.max(1 << 20, settings.maxRecordBytes() + RECORD_MARGIN));
    long linger = number(properties, ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    long request = number(properties, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    properties.putIfAbsent(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        (int) Math.min(Integer.MAX_VALUE, Math.max(60_000, linger + request)));
    return properties;
  }

  private static long number(Map<String, Object> properties, String name, int otherwise) {
    return Long.parseLong(properties.getOrDefault(name, otherwise).toString().strip());
  }

  /**
   * What the client knows of the user's properties; one that another client knows is not for it.
   */
  private Map<String, Object> base(Set<String> known) {
    Map<String, Object> properties = new HashMap<>();
    settings
        .properties()
        .forEach(
            (name, value) -> {
              boolean others = PropertyCheck.known().contains(name) && !known.contains(name);
              if (!others) {
                properties.put(name, value);
              }
            });
    properties.put("bootstrap.servers", settings.bootstrapServers());
    properties.putIfAbsent("reconnect.backoff.max.ms", 1_000);
    properties.put("metric.reporters", "");
    properties.put("enable.metrics.push", false);
    return properties;
  }

  private String clientId(String name) {
    return "millrace-" + settings.serverId() + "-" + name;
  }
}
