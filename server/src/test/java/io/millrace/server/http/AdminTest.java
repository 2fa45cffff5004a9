package io.millrace.server.http;

import static io.millrace.server.http.TestingServer.assertProblem;
import static io.millrace.server.http.TestingServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.server.config.HttpConfig;
import io.millrace.server.stream.memory.MemoryBackend;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminTest {

  @Test
  void healthSaysWhatIsWrong() {
    try (TestingServer server = new TestingServer()) {
      assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(json(server.get("/health/ready")).path("status").asText()).isEqualTo("ready");

      server.health.set(
          new HealthSource.Health(
              List.of(
                  new HealthSource.Component(
                      "pipeline a",
                      HealthSource.State.DEGRADED,
                      List.of("waits"),
                      new TreeMap<>(Map.of("orders/1", 12L, "orders/0", 3L))),
                  new HealthSource.Component(
                      "backend", HealthSource.State.DOWN, List.of("the disk is full")))));

      HttpResponse<String> answer = server.get("/health/ready");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(json(answer).path("components").get(0).path("lag").toString())
          .isEqualTo("{\"orders/0\":3,\"orders/1\":12}");
      JsonNode backend = json(answer).path("components").get(1);
      assertThat(backend.path("status").asText()).isEqualTo("down");
      assertThat(backend.has("lag")).isFalse();
      assertThat(backend.path("reasons").get(0).asText()).isEqualTo("the disk is full");
      assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void metricsAreScraped() {
    try (TestingServer server = new TestingServer()) {
      server.get("/");

      HttpResponse<String> plain = server.get("/metrics");
      HttpResponse<String> open =
          server.get("/metrics", "Accept", "application/openmetrics-text; version=1.0.0");

      assertThat(plain.headers().firstValue("Content-Type"))
          .hasValue("text/plain; version=0.0.4; charset=utf-8");
      assertThat(plain.body())
          .contains("millrace_http_requests_total{route=\"GET /\",status=\"200\"} 1.0")
          .contains("millrace_http_connections ");
      assertThat(open.body()).endsWith("# EOF\n");
    }
  }

  @Test
  void topologyAndPluginsAreShown() {
    try (TestingServer server = new TestingServer()) {
      assertThat(json(server.get("/plugins")).get(0).path("name").asText()).isEqualTo("required");
      assertThat(json(server.get("/topology")).has("pipelines")).isTrue();
      assertThat(server.get("/").body()).contains("POST /streams/{stream}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/streams", "/streams/views", "/metrics", "/topology", "/plugins"})
  void noAddressIgnoresAParameter(String address) {
    try (TestingServer server = new TestingServer()) {
      assertThat(server.get(address).statusCode()).isEqualTo(200);
      assertThat(server.get(address + "?").statusCode()).isEqualTo(200);
      assertProblem(server.get(address + "?verbose=1"), 400, "http.parameter.unknown");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready"})
  void aProbeMayHaveParameters(String address) {
    try (TestingServer server = new TestingServer()) {
      assertThat(server.get(address + "?t=1795709041").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void headIsGetWithoutTheBody() {
    try (TestingServer server = new TestingServer()) {
      HttpRequest head =
          HttpRequest.newBuilder(server.uri("/")).method("HEAD", BodyPublishers.noBody()).build();

      HttpResponse<String> answer = server.send(head);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers().firstValueAsLong("Content-Length").orElse(0)).isPositive();
    }
  }

  @Test
  void aTokenIsWantedEverywhereButForHealth() {
    try (TestingServer server = new TestingServer(new TestingHttpConfig().token("sesame"))) {
      HttpResponse<String> refused = server.post("/streams/views", "application/json", "{}");
      assertProblem(refused, 401, "http.token");
      assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
      assertProblem(server.get("/metrics", "Authorization", "Bearer sesam"), 401, "http.token");
      assertProblem(server.get("/nowhere"), 401, "http.token");

      assertThat(server.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(server.get("/metrics", "Authorization", "Bearer sesame").statusCode())
          .isEqualTo(200);
      assertThat(
              server
                  .post(
                      "/streams/views", "application/json", "{}", "Authorization", "bearer sesame")
                  .statusCode())
          .isEqualTo(200);
      assertThat(server.values("views")).hasSize(1);
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    try (TestingServer server = new TestingServer()) {
      HttpConfig free = new TestingHttpConfig().build();
      HttpConfig taken =
          new HttpConfig(
              free.host(),
              server.port(),
              free.token(),
              free.insecure(),
              free.maxBody(),
              free.maxInflateRatio(),
              free.maxPending(),
              free.maxConnections(),
              free.idleTimeout(),
              free.requestTimeout(),
              free.maxHeaders(),
              free.maxRequestLine(),
              free.threads());
      HttpServer second =
          new HttpServer(
              taken,
              new MemoryBackend(),
              TestingStreams.topology(),
              server.metrics,
              server.health::get,
              new AdminViews(List::of, List::of));

      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("http.address")
          .hasMessageContaining(" port " + server.port())
          .hasMessageContaining("http.port");
    }
  }
}
