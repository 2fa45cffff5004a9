package io.millrace.server.stream.embedded;

import static io.millrace.server.stream.TestingRecords.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that earlier servers wrote stay readable for ever. */
class GoldenFilesTest {

  private static final StreamPartition A = new StreamPartition("a", 0);

  @TempDir private Path directory;

  @Test
  void versionOneIsRead() throws Exception {
    for (String name :
        List.of(
            "0000000000000001.segment",
            "0000000000000001.index",
            "0000000000000002.segment",
            "0000000000000002.index",
            "0000000000000003.segment")) {
      copy("/golden/embedded-1/" + name, name);
    }
    assertThat(EmbeddedVerifier.verify(directory).damages()).isEmpty();
    try (EmbeddedBackend backend = TestingLogs.real(directory)) {
      assertThat(backend.complaints()).isEmpty();
      assertThat(backend.committed("group")).isEqualTo(Map.of(A, 2L));
      assertThat(texts(backend.read(A, 0, new Limits(100, 10_000))))
          .containsExactly("first", "v".repeat(900), "third", "last");
      StreamRecord record =
          backend
              .read(new StreamPartition("b", 1), 0, new Limits(1, 1))
              .records()
              .iterator()
              .next();
      assertThat(record.key()).hasToString("key");
      assertThat(record.headers().decode().text("kind")).contains("key");
    }
  }

  /** Version two: segments of which little was wanted were merged into one. */
  @Test
  void versionTwoIsRead() throws Exception {
    for (String name :
        List.of(
            "000000000000000b.index",
            "000000000000000b.segment",
            "000000000000000c.index",
            "000000000000000c.segment",
            "000000000000000d.segment")) {
      copy("/golden/embedded-2/" + name, name);
    }
    assertThat(EmbeddedVerifier.verify(directory).damages()).isEmpty();
    try (EmbeddedBackend backend = TestingLogs.real(directory)) {
      assertThat(backend.complaints()).isEmpty();
      assertThat(texts(backend.read(new StreamPartition("kept", 0), 0, new Limits(100, 10_000))))
          .hasSize(12)
          .startsWith("kept 0")
          .endsWith("kept 11");
    }
  }

  private void copy(String resource, String name) throws IOException {
    try (InputStream in = GoldenFilesTest.class.getResourceAsStream(resource)) {
      Files.copy(in, directory.resolve(name));
    }
  }
}
