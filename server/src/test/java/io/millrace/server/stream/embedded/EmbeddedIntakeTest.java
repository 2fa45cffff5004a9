package io.millrace.server.stream.embedded;

import io.millrace.server.stream.Backend;
import io.millrace.server.stream.IntakeContractTest;
import io.millrace.server.stream.embedded.file.SimulatedFiles;

class EmbeddedIntakeTest extends IntakeContractTest {

  private final SimulatedFiles files = new SimulatedFiles(7);

  @Override
  protected Backend create() {
    return TestingLogs.threaded(files, TestingLogs.config(1 << 20));
  }

  @Override
  protected void breakDown() {
    files.fillUp();
  }

  @Override
  protected void recover() {
    files.makeRoom();
  }
}
