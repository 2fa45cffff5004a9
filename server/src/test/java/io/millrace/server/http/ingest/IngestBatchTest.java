package io.millrace.server.http.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.http.TestingStreams;
import io.millrace.server.http.transport.HttpProblem;
import io.millrace.server.http.transport.TestingLoop;
import io.millrace.server.metrics.Metrics;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.memory.MemoryBackend;
import io.millrace.server.topology.StreamDefinition;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each request of a batch hears how it ended, whatever comes of another. */
class IngestBatchTest {

  private static final Ingest.Done BREAKS =
      (stored, problem) -> {
        throw new InternalError("no direct memory");
      };

  private final Metrics metrics = new Metrics();
  private final MemoryBackend backend = new MemoryBackend();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final StreamDefinition views =
      requireNonNull(TestingStreams.topology().streams().get("views"));
  private final List<String> told = new ArrayList<>();

  IngestBatchTest() {
    backend.declare(List.of(views.spec()));
  }

  @AfterEach
  void stop() {
    metrics.close();
  }

  @Test
  void whatIsStoredIsToldThoughOneCannotBeTold() {
    append(backend);

    assertThat(told).containsExactly("stored");
  }

  @Test
  void whatFailedIsToldThoughOneCannotBeTold() {
    backend.breakDown(new BackendException(BackendException.Kind.UNAVAILABLE, "full"));

    append(backend);

    assertThat(told).containsExactly("backend.unavailable");
  }

  @Test
  void aBackendThatBreaksIsToldToo() {
    append(
        (Backend)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Backend.class},
                (proxy, method, arguments) -> {
                  throw new InternalError("no direct memory");
                }));

    assertThat(told).containsExactly("http.defect");
  }

  private void append(Backend to) {
    IngestBatch batch = new IngestBatch(TestingLoop.of(channel), to, () -> 0);
    IngestTarget target = new IngestTarget(views, metrics);
    for (Ingest.Done done : List.of(BREAKS, this::note)) {
      batch.add(
          new Ingest(
              target,
              List.of(Bytes.utf8("1")),
              (index, count, parts) -> RecordHeaders.EMPTY,
              done));
    }
    channel.runPendingTasks();
  }

  private void note(@Nullable List<Placement> stored, @Nullable HttpProblem problem) {
    told.add(problem == null ? "stored" : problem.code());
  }
}
