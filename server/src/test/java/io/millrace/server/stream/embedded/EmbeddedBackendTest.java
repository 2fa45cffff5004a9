package io.millrace.server.stream.embedded;

import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendContractTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBackendTest extends BackendContractTest {

  @TempDir private Path directory;

  @Override
  protected Backend create() {
    return TestingLogs.real(directory);
  }
}
