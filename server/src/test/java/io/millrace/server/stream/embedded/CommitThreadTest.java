package io.millrace.server.stream.embedded;

import static io.millrace.server.stream.TestingRecords.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.embedded.file.SimulatedFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CommitThreadTest {

  private static final StreamPartition A = new StreamPartition("a", 0);
  private static final EmbeddedConfig CONFIG = TestingLogs.config(128 << 20);

  /** Nothing that could be compressed. */
  private static final String RECORD =
      new Random(5)
          .ints(190_000, ' ', '~')
          .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
          .toString();

  private static final long TOO_MANY = 2 * CommitThread.MAX_WAITING_BYTES / RECORD.length();

  private final SimulatedFiles files = new SimulatedFiles(3);
  private final AtomicReference<CommitThread> committer = new AtomicReference<>();

  @Test
  void whatIsTooMuchToWaitIsUnavailableAndTheRestIsStored() {
    try (EmbeddedBackend backend = TestingLogs.threaded(files, CONFIG)) {
      backend.declare(List.of(StreamSpec.of("a", 1)));
    }
    try (EmbeddedBackend backend =
        EmbeddedBackend.open(CONFIG, TestingLogs.environment(files), this::notStarted)) {
      List<CompletableFuture<?>> waiting = new ArrayList<>();
      CompletableFuture<?> last = backend.append(Map.of(A, values(RECORD)));
      while (!last.isCompletedExceptionally() && waiting.size() < TOO_MANY) {
        waiting.add(last);
        last = backend.append(Map.of(A, values(RECORD)));
      }
      assertThat(last).isCompletedExceptionally();
      assertThatThrownBy(last::join)
          .cause()
          .hasMessageContaining("the disk is behind")
          .extracting(e -> ((BackendException) e).kind())
          .isEqualTo(Kind.UNAVAILABLE);

      committer.get().start();
      waiting.forEach(CompletableFuture::join);
      backend.append(Map.of(A, values("more"))).join();
    }
  }

  private Committer notStarted(CommitLog commitLog) {
    CommitThread thread = new CommitThread(commitLog, CONFIG.sync());
    committer.set(thread);
    return thread;
  }
}
