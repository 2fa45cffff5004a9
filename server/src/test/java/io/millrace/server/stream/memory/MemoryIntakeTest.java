package io.millrace.server.stream.memory;

import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.IntakeContractTest;

class MemoryIntakeTest extends IntakeContractTest {

  private final MemoryBackend memory = new MemoryBackend(200_000);

  @Override
  protected Backend create() {
    return memory;
  }

  @Override
  protected void breakDown() {
    memory.breakDown(new BackendException(Kind.UNAVAILABLE, "memory is broken"));
  }

  @Override
  protected void recover() {
    memory.recover();
  }
}
