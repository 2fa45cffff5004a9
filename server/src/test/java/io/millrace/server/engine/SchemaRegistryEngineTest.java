package io.millrace.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.codec.StreamCodecs;
import io.millrace.server.registry.CachedRegistry;
import io.millrace.server.registry.SchemaRegistry;
import io.millrace.server.registry.TestingRegistry;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.Bytes;
import io.millrace.server.stream.RecordHeaders;
import io.millrace.server.stream.RecordsBuilder;
import io.millrace.server.stream.StreamPartition;
import io.millrace.server.stream.memory.MemoryBackend;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pipelines whose schemas are in a registry that comes and goes: nothing lost, nothing to blame.
 */
class SchemaRegistryEngineTest {

  private static final String SCHEMA =
      "{\"type\":\"record\",\"name\":\"E\",\"fields\":[{\"name\":\"n\",\"type\":\"long\"}]}";
  private static final StreamPartition IN = new StreamPartition("in", 0);
  private static final String READS =
      """
      streams:
        in: { format: { name: avro, framing: confluent } }
        out: {}
      pipelines:
        work: { from: in, to: out }
      """;
  private static final String WRITES =
      """
      streams:
        in: {}
        out: { format: { name: avro, framing: confluent } }
      pipelines:
        work: { from: in, to: out }
      """;

  @TempDir Path directory;
  private final TestingRegistry registry = new TestingRegistry();
  private final Backend backend = new MemoryBackend();

  @BeforeEach
  void plugins() throws IOException {
    Files.createDirectories(directory.resolve("plugins"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Trial trial(String topology) {
    CachedRegistry cached =
        new CachedRegistry(registry.client(Duration.ofMillis(500)), 100, InstantSource.system());
    return new Trial(backend, directory, topology, new StreamCodecs(Optional.of(cached)));
  }

  private void send(int id, int n) {
    byte[] value = {0, 0, 0, 0, (byte) id, (byte) (2 * n)};
    RecordsBuilder builder = new RecordsBuilder();
    builder.add(0, null, RecordHeaders.EMPTY, Bytes.of(value));
    backend.append(Map.of(IN, builder.build())).join();
  }

  private static void awaitWaiting(Trial trial, String code) {
    Trial.await(() -> trial.engine().states().get(0).phase() == PipelineState.Phase.WAITING);
    assertThat(trial.engine().states().get(0).toString()).contains(code + ": the schema registry ");
  }

  @Test
  void readingWaitsForTheRegistryAndAnUnknownIdIsAFailureWithItsBytes() {
    int id = registry.put("any", SCHEMA);
    registry.down();
    try (Trial trial = trial(READS).start()) {
      send(id, 1);
      send(9, 2);
      send(id, 3);
      awaitWaiting(trial, "registry.unavailable");
      assertThat(trial.values("work-failures")).isEmpty();

      registry.up();
      trial.awaitDone("work", "in");

      assertThat(trial.values("out")).containsExactly("{\"n\":1}", "{\"n\":3}");
      assertThat(trial.values("work-failures")).hasSize(1);
      String base64 = Base64.getEncoder().encodeToString(new byte[] {0, 0, 0, 0, 9, 4});
      assertThat(trial.values("work-failures").get(0))
          .contains("avro.unknown-schema")
          .satisfiesAnyOf(
              text -> assertThat(text).contains(base64),
              text -> assertThat(text).contains("\\u0000\\u0000\\u0000\\u0000\\t\\u0004"));
      trial.assertIdentity("work", 3);
    }
  }

  @Test
  void writingWaitsForTheRegistryToo() {
    int id = registry.put("out-value", SCHEMA);
    registry.down();
    try (Trial trial = trial(WRITES).start()) {
      trial.send("in", List.of("{\"n\":1}", "{\"n\":\"x\"}", "{\"n\":3}"));
      awaitWaiting(trial, "registry.unavailable");
      assertThat(trial.values("work-failures")).isEmpty();
      registry.up();
      trial.awaitDone("work", "in");

      assertThat(trial.values("out")).containsExactly(text(id, 1), text(id, 3));
      assertThat(trial.values("work-failures")).hasSize(1);
      assertThat(trial.values("work-failures").get(0)).contains("avro.mismatch");
      trial.assertIdentity("work", 3);
    }
  }

  @Test
  void aSubjectThatIsTakenAwayIsNoFaultOfTheEvents() {
    registry.put("out-value", SCHEMA);
    registry.fault = TestingRegistry.Fault.of(503, "");
    try (Trial trial = trial(WRITES)) {
      registry.fault = TestingRegistry.Fault.of(404, "{\"error_code\":40401,\"message\":\"gone\"}");
      trial.start();
      trial.send("in", List.of("{\"n\":1}"));
      awaitWaiting(trial, "registry.subject");
      registry.fault = null;
      trial.awaitDone("work", "in");

      assertThat(trial.values("out")).hasSize(1);
      assertThat(trial.values("work-failures")).isEmpty();
    }
  }

  /** A registry that throws is no registry: only a defect of Millrace itself lets one be that. */
  @Test
  void aDefectOfMillraceItselfIsAFailureRecordAndHurtsNoOther() {
    int id = registry.put("any", SCHEMA);
    SchemaRegistry real = registry.client(Duration.ofSeconds(5));
    SchemaRegistry defective =
        (SchemaRegistry)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SchemaRegistry.class},
                (proxy, method, arguments) -> {
                  if (arguments[0].equals(7)) {
                    throw new IllegalStateException("a defect");
                  }
                  return arguments[0].equals(8) ? overflow(8) : method.invoke(real, arguments);
                });
    try (Trial trial =
        new Trial(backend, directory, READS, new StreamCodecs(Optional.of(defective))).start()) {
      send(id, 1);
      send(7, 2);
      send(8, 3);
      send(id, 4);
      trial.awaitDone("work", "in");

      assertThat(trial.values("out")).containsExactly("{\"n\":1}", "{\"n\":4}");
      assertThat(trial.values("work-failures"))
          .hasSize(2)
          .allSatisfy(failure -> assertThat(failure).contains("server.defect", "\"DEFECT\""))
          .satisfiesExactly(
              first -> assertThat(first).contains("IllegalStateException"),
              second -> assertThat(second).contains("StackOverflowError"));
      trial.assertIdentity("work", 4);
    }
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int overflow(int depth) {
    return overflow(depth + 1) + 1;
  }

  private static String text(int id, int n) {
    return Bytes.of(new byte[] {0, 0, 0, 0, (byte) id, (byte) (2 * n)}).toText();
  }
}
