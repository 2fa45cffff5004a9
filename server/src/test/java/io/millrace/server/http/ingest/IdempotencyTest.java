package io.millrace.server.http.ingest;

import static io.millrace.server.http.TestingServer.assertProblem;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.http.RawConnection;
import io.millrace.server.http.TestingHttpConfig;
import io.millrace.server.http.TestingServer;
import io.millrace.server.stream.Backend;
import io.millrace.server.stream.BackendException;
import io.millrace.server.stream.memory.MemoryBackend;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyTest {

  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final String KEY = "Idempotency-Key";
  private static final String SPREAD =
      "[{\"shopper\":{\"id\":\"a\"}},{\"shopper\":{\"id\":\"b\"}},{\"shopper\":{\"id\":\"c\"}},"
          + "{\"shopper\":{\"id\":\"d\"}},{\"shopper\":{\"id\":\"a\"},\"n\":2}]";

  private static final String HEAD =
      "POST /streams/views HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n";

  private final MemoryBackend backend = new MemoryBackend();

  @Test
  void theSameRequestIsDoneOnceAndAnsweredTheSame() {
    try (TestingServer server = server()) {
      server.post("/streams/orders", JSON, "{}");
      HttpResponse<String> first = server.post("/streams/orders", JSON, SPREAD, KEY, "k1");

      HttpResponse<String> second = server.post("/streams/orders", JSON, SPREAD, KEY, "k1");

      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(second.body()).isEqualTo(first.body());
      assertThat(server.records("orders")).hasSize(6);
    }
  }

  @Test
  void theAnswerIsTheSameAfterARestart() {
    HttpResponse<String> first;
    HttpResponse<String> single;
    try (TestingServer server = server()) {
      first = server.post("/streams/orders", JSON, SPREAD, KEY, "k1");
      single = server.post("/streams/orders", JSON, "{\"n\":1}", KEY, "k2", "X-Request-Id", "r");
      server.post("/streams/orders", JSON, SPREAD, KEY, "k3");
    }
    try (TestingServer server = server()) {
      assertThat(server.post("/streams/orders", JSON, SPREAD, KEY, "k1").body())
          .isEqualTo(first.body());
      assertThat(server.post("/streams/orders", JSON, "{\"n\":1}", KEY, "k2").body())
          .isEqualTo(single.body());
      assertThat(server.records("orders")).hasSize(11);
    }
  }

  @Test
  void anotherBodyUnderTheSameKeyIsRefused() {
    try (TestingServer server = server()) {
      server.post("/streams/orders", JSON, "{\"n\":1}", KEY, "k1");

      HttpResponse<String> answer = server.post("/streams/orders", JSON, "{\"n\":2}", KEY, "k1");

      assertProblem(answer, 422, "http.idempotency.other-body");
      assertThat(server.values("orders")).containsExactly("{\"n\":1}");
    }
    try (TestingServer server = server()) {
      assertThat(server.post("/streams/orders", JSON, "{\"n\":2}", KEY, "k1").statusCode())
          .isEqualTo(422);
    }
  }

  @Test
  void aKeyHoldsForOneStream() {
    try (TestingServer server = server()) {
      server.post("/streams/orders", JSON, "{}", KEY, "k1");
      server.post("/streams/views", JSON, "{}", KEY, "k1");

      assertThat(server.values("orders")).hasSize(1);
      assertThat(server.values("views")).hasSize(1);
    }
  }

  @Test
  void whatCouldNotBeStoredCanBeSentAgain() {
    try (TestingServer server = server()) {
      backend.breakDown(new BackendException(BackendException.Kind.UNAVAILABLE, "full"));
      assertThat(server.post("/streams/views", JSON, "{}", KEY, "k1").statusCode()).isEqualTo(503);
      backend.recover();

      assertThat(server.post("/streams/views", JSON, "{}", KEY, "k1").statusCode()).isEqualTo(200);
      assertThat(server.values("views")).hasSize(1);
    }
  }

  @Test
  void whatWasStoredThoughItFailedIsNotStoredAgain() {
    try (TestingServer server = new TestingServer(new TestingHttpConfig(), storesAndFails(2))) {
      for (String key : List.of("k1", "k2")) {
        assertThat(server.post("/streams/views", JSON, "{}", KEY, key).statusCode()).isEqualTo(503);
      }
      for (String key : List.of("k1", "k2", "k3")) {
        assertThat(server.post("/streams/views", JSON, "{}", KEY, key).statusCode()).isEqualTo(200);
      }
      assertThat(server.values("views")).hasSize(3);
    }
  }

  @Test
  void whatIsFurtherBackThanTheTailIsKnownAfterAFailure() {
    try (TestingServer server = server()) {
      HttpResponse<String> first = server.post("/streams/blobs", JSON, "{}", KEY, "k1");
      server.post("/streams/blobs", LINES, "1\n".repeat(IdempotencyTail.RECORDS + 1));
      backend.breakDown(new BackendException(BackendException.Kind.UNAVAILABLE, "full"));
      assertThat(server.post("/streams/blobs", JSON, "2", KEY, "k2").statusCode()).isEqualTo(503);
      backend.recover();

      HttpResponse<String> again = server.post("/streams/blobs", JSON, "{}", KEY, "k1");

      assertThat(again.body()).isEqualTo(first.body());
      assertThat(server.records("blobs")).hasSize(IdempotencyTail.RECORDS + 2);
      assertThat(server.post("/streams/blobs", JSON, "2", KEY, "k2").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void itIsKnownEvenIfTheTailCouldNotBeReadAtFirst() {
    AtomicBoolean away = new AtomicBoolean();
    try (TestingServer server = new TestingServer(new TestingHttpConfig(), goesAway(away))) {
      HttpResponse<String> first = server.post("/streams/blobs", JSON, "{}", KEY, "k1");
      server.post("/streams/blobs", LINES, "1\n".repeat(IdempotencyTail.RECORDS + 1));
      away.set(true);
      for (String key : List.of("k2", "k1", "k1")) {
        assertThat(server.post("/streams/blobs", JSON, "{}", KEY, key).statusCode()).isEqualTo(503);
      }
      away.set(false);

      HttpResponse<String> again = server.post("/streams/blobs", JSON, "{}", KEY, "k1");

      assertThat(again.body()).isEqualTo(first.body());
      assertThat(server.records("blobs")).hasSize(IdempotencyTail.RECORDS + 2);
    }
  }

  /** Neither takes nor gives anything while it is away. */
  private Backend goesAway(AtomicBoolean away) {
    return (Backend)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              if (away.get() && List.of("append", "read", "range").contains(method.getName())) {
                throw new BackendException(BackendException.Kind.UNAVAILABLE, "away");
              }
              return method.invoke(backend, arguments);
            });
  }

  /** As brokers do that store and cannot say so. */
  private Backend storesAndFails(int times) {
    AtomicInteger left = new AtomicInteger(times);
    return (Backend)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              Object answer = method.invoke(backend, arguments);
              return method.getName().equals("append") && left.getAndDecrement() > 0
                  ? CompletableFuture.failedFuture(
                      new BackendException(BackendException.Kind.UNAVAILABLE, "no answer"))
                  : answer;
            });
  }

  @Test
  void manyAtOnceAreStoredOnce() {
    try (TestingServer server = server()) {
      List<CompletableFuture<HttpResponse<String>>> answers =
          IntStream.range(0, 32)
              .mapToObj(
                  n ->
                      server.client.sendAsync(
                          server
                              .request("/streams/views", JSON, KEY, "k1")
                              .POST(BodyPublishers.ofString("[1,2,3]"))
                              .build(),
                          BodyHandlers.ofString()))
              .toList();

      List<String> bodies = answers.stream().map(answer -> answer.join().body()).toList();

      assertThat(bodies).containsOnly(bodies.get(0));
      assertThat(server.values("views")).containsExactly("1", "2", "3");
    }
  }

  @Test
  void anAnswerThatIsNotKnownAnyMoreIsNotRepeated() {
    try (TestingServer server = server()) {
      server.post("/streams/orders", JSON, SPREAD, KEY, "k1");
      String many = "{\"shopper\":{\"id\":\"a\"}}\n".repeat(IdempotencyTail.RECORDS);
      server.post("/streams/orders", "application/x-ndjson", many);
    }
    try (TestingServer server = server()) {
      assertProblem(
          server.post("/streams/orders", JSON, SPREAD, KEY, "k1"), 409, "http.idempotency.old");
    }
  }

  @Test
  void theWindowIsBounded() {
    IdempotencyWindow window = new IdempotencyWindow(100);
    for (int i = 0; i < 1_000; i++) {
      IdempotencyKey name = new IdempotencyKey("k" + i, "s", "h");
      IdempotencyWindow.Claim claim = requireNonNull(window.claim(name));
      assertThat(claim.first()).isTrue();
      claim.entry().outcome().complete(new IdempotencyWindow.Outcome(List.of(), true));
    }

    assertThat(window.size()).isEqualTo(100);
    assertThat(requireNonNull(window.claim(new IdempotencyKey("k999", "s", "h"))).first())
        .isFalse();
    assertThat(requireNonNull(window.claim(new IdempotencyKey("k0", "s", "h"))).first()).isTrue();
  }

  @Test
  void aKeyThatIsNoneIsRefused() {
    try (TestingServer server = server()) {
      assertProblem(
          server.post("/streams/views", JSON, "{}", KEY, "x".repeat(256)),
          400,
          "http.idempotency.malformed");
    }
  }

  @Test
  void aKeyThatWouldBeStoredGarbledIsRefused() throws IOException {
    try (TestingServer server = server();
        RawConnection connection = new RawConnection(server)) {
      connection.send(HEAD + "Idempotency-Key: caf\u00c3\u00a9\r\n\r\n{}");

      assertThat(connection.answer())
          .startsWith("HTTP/1.1 400")
          .contains("http.idempotency.malformed", "printable characters of ASCII");
      assertThat(server.records("views")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Idempotency-Key: a\r\nIdempotency-Key: b",
        "Idempotency-Key: a\r\nidempotency-key: a",
        "Content-Type: application/json\r\nContent-Type: application/x-ndjson",
        "Content-Encoding: identity\r\nContent-Encoding: gzip"
      })
  void aHeaderThatIsThereTwiceIsRefused(String twice) throws IOException {
    try (TestingServer server = server();
        RawConnection connection = new RawConnection(server)) {
      connection.send(HEAD + twice + "\r\n\r\n{}");

      assertThat(connection.answer())
          .startsWith("HTTP/1.1 400")
          .contains("http.header.repeated", "is there 2 times", "\"mend\":\"Send it once");
      assertThat(server.records("views")).isEmpty();
    }
  }

  private TestingServer server() {
    return new TestingServer(new TestingHttpConfig(), backend);
  }
}
