package io.millrace.server.registry;

import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class TestingRegistryTest extends RegistryContractTest {

  private static TestingRegistry registry;

  @BeforeAll
  static void start() {
    registry = new TestingRegistry();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Override
  URI url() {
    return registry.url();
  }
}
