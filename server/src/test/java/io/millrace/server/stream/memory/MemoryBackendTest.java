package io.millrace.server.stream.memory;

import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendContractTest;

class MemoryBackendTest extends BackendContractTest {

  @Override
  protected Backend create() {
    return new MemoryBackend(200_000);
  }
}
