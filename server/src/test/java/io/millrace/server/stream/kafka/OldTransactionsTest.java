package io.millrace.server.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.LoggedEvents;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker whose transactions are those from before KIP-890. */
@Timeout(120)
class OldTransactionsTest {

  private static final String FEATURE = "transaction.version";

  @Test
  void itGetsAWarningThatSaysWhatHelps() throws Exception {
    try (KafkaCluster cluster = KafkaCluster.start(1);
        LoggedEvents logged = LoggedEvents.of(KnownFlaws.class)) {
      connect(cluster);
      assertThat(logged.count("transaction")).as("of a new broker").isZero();

      lower(cluster);
      connect(cluster);
      assertThat(
              logged.count(
                  "the brokers do not have transaction.version 2 (KIP-890): exactly once holds but"
                      + " for a known flaw of Kafka's older transactions; upgrade"))
          .isOne();
    }
  }

  private static void connect(KafkaCluster cluster) {
    KafkaBackend.open(TestingKafka.settings(cluster, "", "server-1")).close();
  }

  private static void lower(KafkaCluster cluster) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      FeatureUpdate lower = new FeatureUpdate((short) 1, UpgradeType.SAFE_DOWNGRADE);
      admin.updateFeatures(Map.of(FEATURE, lower), new UpdateFeaturesOptions()).all().get();
      while (level(admin) != 1) {
        Thread.sleep(20);
      }
    }
  }

  private static short level(Admin admin) throws Exception {
    return admin
        .describeFeatures()
        .featureMetadata()
        .get()
        .finalizedFeatures()
        .get(FEATURE)
        .maxVersionLevel();
  }
}
