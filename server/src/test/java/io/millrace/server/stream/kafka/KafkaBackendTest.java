package io.millrace.server.stream.kafka;

import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendContractTest;

class KafkaBackendTest extends BackendContractTest {

  @Override
  protected Backend create() {
    return TestingKafka.backend();
  }
}
