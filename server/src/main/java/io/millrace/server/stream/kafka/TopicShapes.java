package io.millrace.server.stream.kafka;

import static java.util.Objects.requireNonNull;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.StreamDifference;
import io.millrace.server.stream.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

  /** How topics differ from streams, so that {@link #settle} would refuse them. */
  List<StreamDifference> differences(Collection<StreamSpec> specs) {
    return differences(specs, describe(specs));
  }

  private List<StreamDifference> differences(
      Collection<StreamSpec> specs, Map<String, TopicDescription> present) {
    TopicDifferences differing = new TopicDifferences(settings.createStreams());
    List<StreamDifference> found = new ArrayList<>();
    for (StreamSpec spec : specs) {
      String topic = settings.topic(spec.name());
      differing.ofShape(spec, topic, present.get(topic)).ifPresent(found::add);
    }
    if (!settings.createStreams()) {
      Map<String, StreamSpec> byTopic = byTopic(specs);
      byTopic.keySet().retainAll(present.keySet());
      configs(byTopic.keySet())
          .forEach(
              (topic, config) ->
                  differing
                      .ofRetention(requireNonNull(byTopic.get(topic)), topic, config)
                      .ifPresent(found::add));
    }
    return found;
  }

  /**
   * Settles that each stream has its topic.
   *
   * @return the largest record that all of them take
   * @throws BackendException REFUSED, naming all topics that are missing or differ
   */
  int settle(Collection<StreamSpec> specs) {
    Map<String, TopicDescription> present = describe(specs);
    List<StreamDifference> differences = differences(specs, present);
    if (!differences.isEmpty()) {
      throw new BackendException(
          Kind.REFUSED,
          differences.stream().map(StreamDifference::toString).collect(Collectors.joining("; ")));
    }
    create(specs.stream().filter(s -> !present.containsKey(settings.topic(s.name()))).toList());
    specs.forEach(spec -> grow(spec, present.get(settings.topic(spec.name()))));
    if (!isVisible(specs, present)) {
      awaitVisible(specs);
    }
    return agreeOnConfigs(specs);
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
    Map<String, String> configs = TopicDifferences.retentionOfNew(spec);
    int largest = settings.maxRecordBytes() + ClientProperties.RECORD_MARGIN;
    if (largest > BROKERS_DEFAULT_MESSAGE) {
      configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(largest));
    }
    return configs;
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
    while (!isVisible(specs, describe(specs))) {
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

  private boolean isVisible(Collection<StreamSpec> specs, Map<String, TopicDescription> present) {
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
    Map<String, StreamSpec> byTopic = byTopic(specs);
    int largest = Integer.MAX_VALUE;
    for (Map.Entry<String, Config> entry : configs(byTopic.keySet()).entrySet()) {
      Config config = entry.getValue();
      if (settings.createStreams()) {
        keepAsDeclared(requireNonNull(byTopic.get(entry.getKey())), entry.getKey(), config);
      }
      int limit = Integer.parseInt(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
      largest = Math.min(largest, limit - ClientProperties.RECORD_MARGIN);
    }
    return largest;
  }

  private Map<String, StreamSpec> byTopic(Collection<StreamSpec> specs) {
    return specs.stream()
        .collect(
            Collectors.toMap(s -> settings.topic(s.name()), s -> s, (a, b) -> b, TreeMap::new));
  }

  /**
   * The settings of topics, by name. The broker that is asked may not have heard yet of a topic
   * that was created just now.
   */
  private Map<String, Config> configs(Collection<String> topics) {
    List<ConfigResource> asked =
        topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    long deadline = System.nanoTime() + VISIBLE.toNanos();
    while (true) {
      try {
        Map<String, Config> configs = new TreeMap<>();
        get(admin.describeConfigs(asked).all(), "the settings of topics cannot be read")
            .forEach((topic, config) -> configs.put(topic.name(), config));
        return configs;
      } catch (BackendException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > deadline) {
          throw e;
        }
        pause();
      }
    }
  }

  private void keepAsDeclared(StreamSpec spec, String topic, Config present) {
    List<AlterConfigOp> changes = new ArrayList<>();
    TopicDifferences.retentionToSet(spec, present)
        .forEach(
            (name, value) ->
                changes.add(
                    new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
    if (!changes.isEmpty()) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      get(
          admin.incrementalAlterConfigs(Map.of(resource, changes)).all(),
          "the retention of topic " + topic + " cannot be set");
    }
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
