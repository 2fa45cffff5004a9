package io.millrace.server.stream.kafka;

import static java.util.Objects.requireNonNull;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Makes topics what streams are declared to be, or says how they differ. */
final class TopicShapes {

  private static final Duration VISIBLE = Duration.ofSeconds(30);
  private static final int BROKERS_DEFAULT_MESSAGE = 1_048_588;

  private final KafkaSettings settings;
  private final Admin admin;

  TopicShapes(KafkaSettings settings, Admin admin) {
    this.settings = settings;
    this.admin = admin;
  }

  /**
   * Settles that each stream has its topic.
   *
   * @return the largest record that all of them take
   * @throws BackendException REFUSED, naming all topics that are missing or differ
   */
  int settle(Collection<StreamSpec> specs) {
    Map<String, TopicDescription> present = describe(specs);
    List<String> differences = new ArrayList<>();
    List<StreamSpec> missing = new ArrayList<>();
    for (StreamSpec spec : specs) {
      TopicDescription topic = present.get(settings.topic(spec.name()));
      if (topic == null && settings.createStreams()) {
        missing.add(spec);
      } else {
        difference(spec, topic).ifPresent(differences::add);
      }
    }
    if (!differences.isEmpty()) {
      throw new BackendException(Kind.REFUSED, String.join("; ", differences));
    }
    create(missing);
    specs.forEach(spec -> grow(spec, present.get(settings.topic(spec.name()))));
    awaitVisible(specs);
    return agreeOnConfigs(specs);
  }

  private Optional<String> difference(StreamSpec spec, @Nullable TopicDescription topic) {
    String name = settings.topic(spec.name());
    String stream = "stream " + spec.name() + ": ";
    if (topic == null) {
      return Optional.of(
          stream
              + "there is no topic "
              + name
              + ": create it with "
              + spec.partitions()
              + " partitions, or set kafka.create-streams: true");
    }
    int partitions = topic.partitions().size();
    if (partitions == spec.partitions()
        || (partitions < spec.partitions() && settings.createStreams())) {
      return Optional.empty();
    }
    String mend =
        partitions > spec.partitions()
            ? "write partitions: " + partitions
            : "add partitions to the topic, or set kafka.create-streams: true";
    return Optional.of(
        stream
            + "topic "
            + name
            + " has "
            + partitions
            + " partitions and the topology says "
            + spec.partitions()
            + ": "
            + mend);
  }

  private void create(List<StreamSpec> missing) {
    List<NewTopic> topics = new ArrayList<>();
    for (StreamSpec spec : missing) {
      topics.add(
          new NewTopic(
                  settings.topic(spec.name()),
                  Optional.of(spec.partitions()),
                  settings.replication())
              .configs(configs(spec)));
    }
    admin
        .createTopics(topics)
        .values()
        .forEach(
            (topic, created) -> {
              try {
                get(created, "topic " + topic + " cannot be created");
              } catch (BackendException e) {
                // Another server that starts now was quicker.
                if (!(e.getCause() instanceof TopicExistsException)) {
                  throw e;
                }
              }
            });
  }

  private Map<String, String> configs(StreamSpec spec) {
    Map<String, String> configs = new HashMap<>();
    configs.put(TopicConfig.RETENTION_MS_CONFIG, retention(spec));
    configs.put(TopicConfig.RETENTION_BYTES_CONFIG, retentionBytes(spec));
    int largest = settings.maxRecordBytes() + ClientProperties.RECORD_MARGIN;
    if (largest > BROKERS_DEFAULT_MESSAGE) {
      configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(largest));
    }
    return configs;
  }

  private static String retention(StreamSpec spec) {
    return spec.retention().map(time -> Long.toString(time.toMillis())).orElse("-1");
  }

  private static String retentionBytes(StreamSpec spec) {
    return Long.toString(spec.retentionBytes().orElse(-1));
  }

  private void grow(StreamSpec spec, @Nullable TopicDescription topic) {
    if (topic != null && topic.partitions().size() < spec.partitions()) {
      String name = settings.topic(spec.name());
      get(
          admin.createPartitions(Map.of(name, NewPartitions.increaseTo(spec.partitions()))).all(),
          "topic " + name + " cannot get " + spec.partitions() + " partitions");
    }
  }

  private void awaitVisible(Collection<StreamSpec> specs) {
    long deadline = System.nanoTime() + VISIBLE.toNanos();
    while (!isVisible(specs)) {
      if (System.nanoTime() > deadline) {
        throw new BackendException(
            Kind.UNAVAILABLE, "topics that were created have no leaders after " + VISIBLE);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException(Kind.UNAVAILABLE, "interrupted", e);
    }
  }

  private boolean isVisible(Collection<StreamSpec> specs) {
    Map<String, TopicDescription> present = describe(specs);
    return specs.stream()
        .allMatch(
            spec -> {
              TopicDescription topic = present.get(settings.topic(spec.name()));
              return topic != null
                  && topic.partitions().size() >= spec.partitions()
                  && topic.partitions().stream().allMatch(each -> each.leader() != null);
            });
  }

  private Map<String, TopicDescription> describe(Collection<StreamSpec> specs) {
    Map<String, TopicDescription> found = new HashMap<>();
    admin
        .describeTopics(specs.stream().map(spec -> settings.topic(spec.name())).toList())
        .topicNameValues()
        .forEach(
            (name, described) -> {
              try {
                found.put(name, get(described, "topic " + name + " cannot be described"));
              } catch (BackendException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                  throw e;
                }
              }
            });
    return found;
  }

  /** A retention that the topology names is the topic's; how large a record may be, it tells us. */
  private int agreeOnConfigs(Collection<StreamSpec> specs) {
    Map<String, StreamSpec> byTopic =
        specs.stream().collect(Collectors.toMap(spec -> settings.topic(spec.name()), s -> s));
    List<ConfigResource> resources =
        byTopic.keySet().stream()
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
            .toList();
    Map<ConfigResource, Config> configs = configs(resources);
    int largest = Integer.MAX_VALUE;
    for (Map.Entry<ConfigResource, Config> entry : configs.entrySet()) {
      agree(requireNonNull(byTopic.get(entry.getKey().name())), entry.getKey(), entry.getValue());
      int limit =
          Integer.parseInt(entry.getValue().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
      largest = Math.min(largest, limit - ClientProperties.RECORD_MARGIN);
    }
    return largest;
  }

  /** The broker that is asked may not have heard yet of a topic that was created just now. */
  private Map<ConfigResource, Config> configs(Collection<ConfigResource> topics) {
    long deadline = System.nanoTime() + VISIBLE.toNanos();
    while (true) {
      try {
        return get(admin.describeConfigs(topics).all(), "the settings of topics cannot be read");
      } catch (BackendException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > deadline) {
          throw e;
        }
        pause();
      }
    }
  }

  private void agree(StreamSpec spec, ConfigResource topic, Config present) {
    Map<String, String> wanted = new HashMap<>();
    spec.retention().ifPresent(t -> wanted.put(TopicConfig.RETENTION_MS_CONFIG, retention(spec)));
    spec.retentionBytes()
        .ifPresent(b -> wanted.put(TopicConfig.RETENTION_BYTES_CONFIG, retentionBytes(spec)));
    wanted.entrySet().removeIf(each -> each.getValue().equals(present.get(each.getKey()).value()));
    if (wanted.isEmpty()) {
      return;
    }
    if (!settings.createStreams()) {
      throw new BackendException(
          Kind.REFUSED,
          "stream "
              + spec.name()
              + ": topic "
              + topic.name()
              + " is not kept as the topology says: set "
              + wanted
              + " on it, or kafka.create-streams: true");
    }
    List<AlterConfigOp> changes = new ArrayList<>();
    wanted.forEach(
        (name, value) ->
            changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
    get(
        admin.incrementalAlterConfigs(Map.of(topic, changes)).all(),
        "the retention of topic " + topic.name() + " cannot be set");
  }

  static <T> T get(KafkaFuture<T> future, String otherwise) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw KafkaFailures.of(otherwise, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException(Kind.UNAVAILABLE, "interrupted", e);
    }
  }
}
