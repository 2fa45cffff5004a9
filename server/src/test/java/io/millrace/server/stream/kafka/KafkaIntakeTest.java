package io.millrace.server.stream.kafka;

import io.millrace.kafka.broker.KafkaCluster;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.IntakeContractTest;

class KafkaIntakeTest extends IntakeContractTest {

  @Override
  protected Backend create() {
    return TestingKafka.backend();
  }

  @Override
  protected void breakDown() {
    KafkaCluster.shared().node(0).pause();
  }

  @Override
  protected void recover() {
    KafkaCluster.shared().node(0).resume();
  }
}
