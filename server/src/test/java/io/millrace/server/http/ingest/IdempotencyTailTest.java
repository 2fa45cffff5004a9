package io.millrace.server.http.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.LoggedEvents;
import io.millrace.server.http.TestingHttpConfig;
import io.millrace.server.http.TestingServer;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.BackendException.Kind;
import io.millrace.server.stream.Batch;
import io.millrace.server.stream.Limits;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.stream.TestingRecords;
import io.millrace.server.stream.memory.MemoryBackend;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class IdempotencyTailTest {

  private static final String PATH = "/streams/blobs";
  private static final String JSON = "application/json";
  private static final String KEY = "Idempotency-Key";

  private final MemoryBackend backend = new MemoryBackend();

  /** Tells of each read before it is done, and of what it has found. */
  private Backend observed(BiConsumer<Long, Limits> before, Consumer<Batch> after) {
    return (Backend)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("read")) {
                return method.invoke(backend, arguments);
              }
              before.accept((Long) arguments[1], (Limits) arguments[2]);
              Batch batch = (Batch) method.invoke(backend, arguments);
              after.accept(batch);
              return batch;
            });
  }

  @Test
  void whatIsDamagedIsPassedOverAndTheRestIsKnown() {
    HttpResponse<String> first;
    try (TestingServer server = new TestingServer(new TestingHttpConfig(), backend)) {
      server.post(PATH, "application/x-ndjson", "1\n".repeat(5_000));
      first = server.post(PATH, JSON, "{}", KEY, "k1");
    }
    Backend damaged =
        observed(
            (offset, limits) -> {
              if (offset <= 2_500 && offset + limits.records() > 2_500) {
                throw new BackendException(Kind.CORRUPT, "blobs-0 is damaged at 2500");
              }
            },
            batch -> {});
    try (LoggedEvents logged = LoggedEvents.of(IdempotencyTail.class);
        TestingServer server = new TestingServer(new TestingHttpConfig(), damaged)) {
      assertThat(server.post(PATH, JSON, "{}", KEY, "k2").statusCode()).isEqualTo(200);
      assertThat(server.post(PATH, JSON, "{}", KEY, "k1").body()).isEqualTo(first.body());
      assertThat(logged.count("keys of requests stored in blobs/0 between")).isEqualTo(1);
    }
  }

  @Test
  void largeRecordsAreNotAllRead() {
    backend.declare(List.of(StreamSpec.of("s", 1)));
    StreamPartition at = new StreamPartition("s", 0);
    for (int i = 0; i < 500; i++) {
      backend.append(Map.of(at, TestingRecords.large(10_000))).join();
    }
    AtomicLong read = new AtomicLong();
    Backend counted = observed((offset, limits) -> {}, batch -> read.addAndGet(batch.bytes()));

    var unused = new IdempotencyTail(counted, 400_000).read(StreamSpec.of("s", 1), null);

    assertThat(read.get()).isBetween(400_000L, 1_200_000L);
  }
}
