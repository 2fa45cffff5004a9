package io.millrace.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Failure;
import io.millrace.api.Failures;
import io.millrace.server.registry.TestingRegistry.Fault;
import io.millrace.server.stream.Bytes;
import io.vavr.control.Either;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is wrong with the registry is never the event's fault, and nothing is asked for ever. */
class RegistryFaultTest {

  private final TestingRegistry registry = new TestingRegistry();
  private final SchemaRegistry client = registry.client(Duration.ofSeconds(20));
  private Instant now = Instant.EPOCH;

  @AfterEach
  void close() {
    registry.close();
  }

  private Failure failure(SchemaRegistry asked, @Nullable Fault fault) {
    registry.fault = fault;
    Failure failure = asked.byId(1).getLeft().first();
    assertThat(failure.message()).contains(registry.url().toString());
    return failure;
  }

  private void assertUnavailable(@Nullable Fault fault, String why) {
    assertUnavailable(client, fault, why);
  }

  private void assertUnavailable(SchemaRegistry asked, @Nullable Fault fault, String why) {
    Failure failure = failure(asked, fault);
    assertThat(failure.kind()).isEqualTo(Failure.Kind.UNAVAILABLE);
    assertThat(failure.code()).isEqualTo("registry.unavailable");
    assertThat(failure.message()).contains(why);
  }

  @Test
  void faultsOfTheRegistryAreUnavailable() {
    registry.put("s", "\"int\"");
    assertUnavailable(Fault.of(500, "{\"error_code\":50001,\"message\":\"store\"}"), "500 store");
    assertUnavailable(Fault.of(503, "<html>"), "503");
    assertUnavailable(Fault.of(429, ""), "429");
    assertUnavailable(Fault.of(401, ""), "schema-registry.user");
    assertUnavailable(Fault.of(403, "{}"), "schema-registry.password");
    assertUnavailable(Fault.of(404, "<html>no such page"), "schema-registry.url");
    assertUnavailable(Fault.of(302, ""), "302");
    assertUnavailable(Fault.of(200, "{\"schema\":"), "schema-registry.url");
    assertUnavailable(Fault.of(200, "[]"), "schema-registry.url");
    assertUnavailable(
        new Fault(200, Bytes.of(new byte[RegistryHttp.MOST_BYTES + 1]), Duration.ZERO),
        "more than");
    assertUnavailable(
        registry.client(Duration.ofMillis(500)),
        new Fault(200, Bytes.EMPTY, Duration.ofSeconds(2)),
        "within 500 ms");
    registry.down();
    assertUnavailable(null, "refuses the connection");
  }

  @Test
  void onlyWhatTheRegistryItselfSaysIsARejection() {
    Failure unknown = client.byId(77).getLeft().first();
    assertThat(unknown.kind()).isEqualTo(Failure.Kind.REJECTED);
    registry.fault = Fault.of(200, "{\"schema\":\"{}\",\"schemaType\":\"JSON\"}");
    Failure json = client.byId(1).getLeft().first();
    assertThat(json.kind() + " " + json.code()).isEqualTo("REJECTED avro.schema");
  }

  private CachedRegistry cached(int most) {
    return new CachedRegistry(client, most, () -> now);
  }

  @Test
  void anIdIsAskedForOnceAndTheMemoryIsBounded() {
    CachedRegistry cached = cached(3);
    for (int i = 0; i < 5; i++) {
      registry.put("s" + i, "\"int\"");
      assertThat(cached.byId(i + 1).isRight()).isTrue();
    }
    assertThat(cached.size()).isEqualTo(3);
    int before = registry.requests();
    registry.fault = Fault.of(200, "{\"schema\":\"\\\"string\\\"\"}");

    assertThat(cached.byId(5).get().text()).isEqualTo("\"int\"");
    assertThat(registry.requests()).isEqualTo(before);
    for (int id = 100; id < 200; id++) {
      Either<Failures, RegisteredSchema> unused = cached.byId(id);
    }
    assertThat(cached.size()).isEqualTo(3);
  }

  @Test
  void anUnknownIdIsAskedForAgainAfterAWhileAndAFaultAtOnce() {
    CachedRegistry cached = cached(10);
    registry.fault = Fault.of(500, "{}");
    assertThat(cached.byId(1).getLeft().all(Failure.Kind.UNAVAILABLE)).isTrue();
    registry.fault = null;
    assertThat(cached.byId(1).getLeft().all(Failure.Kind.REJECTED)).isTrue();
    registry.put("s", "\"int\"");
    assertThat(cached.byId(1).isLeft()).isTrue();

    now = now.plus(CachedRegistry.NONE_LASTS);

    assertThat(cached.byId(1).isRight()).isTrue();
  }

  @Test
  void theLatestIsAskedForAgainAfterAWhileAndKeptWhileTheRegistryIsAway() {
    CachedRegistry cached = cached(10);
    registry.put("s", "\"int\"");
    assertThat(cached.latest("s").get().id()).isEqualTo(1);
    registry.put("s", "\"long\"");
    assertThat(cached.latest("s").get().id()).isEqualTo(1);
    now = now.plus(CachedRegistry.LATEST_LASTS);
    registry.down();
    assertThat(cached.latest("s").get().id()).isEqualTo(1);
    registry.up();
    now = now.plus(CachedRegistry.LATEST_LASTS);
    assertThat(cached.latest("s").get().id()).isEqualTo(2);
  }
}
