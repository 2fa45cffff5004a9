package io.millrace.server.stream.kafka;

import io.millrace.server.stream.BackendException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of brokers that are known to break exactly once, and says what helps. */
final class KnownFlaws {

  private static final Logger LOG = LoggerFactory.getLogger(KnownFlaws.class);

  /** The level of metadata.version that brokers of 4.3 are the first to support. */
  private static final int KAFKA_4_3 = 30;

  private static final String OFFSETS = "__consumer_offsets";

  private final Admin admin;
  private final FeatureMetadata features;
  private final AtomicBoolean warnedOfMarks = new AtomicBoolean();

  private KnownFlaws(Admin admin, FeatureMetadata features) {
    this.admin = admin;
    this.features = features;
  }

  /**
   * Asks the brokers what they are.
   *
   * @throws BackendException UNAVAILABLE, if none answers or they refuse
   */
  static KnownFlaws of(Admin admin, KafkaSettings settings) {
    return new KnownFlaws(
        admin,
        TopicShapes.get(
            admin.describeFeatures().featureMetadata(),
            "no answer from Kafka at kafka.bootstrap-servers, " + settings.bootstrapServers()));
  }

  /** Before KIP-890 a message of a dead transaction could slip into the next one. */
  void warnOfOldTransactions() {
    FinalizedVersionRange transactions = features.finalizedFeatures().get("transaction.version");
    if (transactions == null || transactions.maxVersionLevel() < 2) {
      LOG.warn(
          "the brokers do not have transaction.version 2 (KIP-890): exactly once holds but for a"
              + " known flaw of Kafka's older transactions; upgrade the brokers to 4.0 and their"
              + " features with 'kafka-features.sh upgrade --feature transaction.version=2'");
    }
  }

  /** Asks how many copies these topics have, and where the group's offsets are; warns once. */
  void warnOfLostMarks(Collection<String> topics) {
    SupportedVersionRange metadata = features.supportedFeatures().get("metadata.version");
    if (warnedOfMarks.get() || metadata == null || metadata.maxVersion() < KAFKA_4_3) {
      return;
    }
    List<String> asked = new ArrayList<>(topics);
    asked.add(OFFSETS);
    ofLostMarks(metadata.maxVersion(), describe(asked))
        .filter(warning -> warnedOfMarks.compareAndSet(false, true))
        .ifPresent(LOG::warn);
  }

  /**
   * KAFKA-20734: the coordinator of a transaction takes a partition without a leader for one that
   * was deleted, and leaves out its mark. A partition that has a single copy is without a leader
   * while its broker starts.
   *
   * @param metadataVersion the highest that the brokers support
   */
  static Optional<String> ofLostMarks(int metadataVersion, Collection<TopicDescription> topics) {
    if (metadataVersion < KAFKA_4_3) {
      return Optional.empty();
    }
    return topics.stream()
        .filter(KnownFlaws::hasOneCopy)
        .map(TopicDescription::name)
        .sorted()
        .findFirst()
        .map(
            topic ->
                "topic "
                    + topic
                    + " has one copy, and these brokers are of Kafka 4.3 or later, which can lose"
                    + " marks of transactions when a broker comes back (KAFKA-20734): then a"
                    + " pipeline stands still, or events come twice or stay unread. Keep three"
                    + " copies of topics (kafka.replication for new ones) and of "
                    + OFFSETS
                    + ", or run brokers of 4.2");
  }

  private static boolean hasOneCopy(TopicDescription topic) {
    return topic.partitions().stream().anyMatch(partition -> partition.replicas().size() == 1);
  }

  /** Without those that cannot be described: it is only for a warning. */
  private List<TopicDescription> describe(Collection<String> topics) {
    List<TopicDescription> described = new ArrayList<>();
    for (KafkaFuture<TopicDescription> topic :
        admin.describeTopics(topics).topicNameValues().values()) {
      try {
        described.add(TopicShapes.get(topic, "a topic cannot be described"));
      } catch (BackendException e) {
        LOG.debug("not asked for its copies", e);
      }
    }
    return described;
  }
}
