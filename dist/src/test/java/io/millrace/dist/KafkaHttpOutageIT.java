package io.millrace.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a server on Kafka answers before its pipelines have their partitions, while the broker
 * stands still, and afterwards.
 */
@ExtendWith(DistributionExtension.class)
@Timeout(180)
final class KafkaHttpOutageIT {

  private static final String TOPOLOGY =
      """
      streams:   { in: { partitions: 1, format: json }, out: { partitions: 1, format: json } }
      pipelines: { copy: { from: in, to: out } }
      """;

  private static final String SETTINGS =
      """
      backend: kafka
      kafka:
        bootstrap-servers: %s
        server-id: server-1
        properties: { request.timeout.ms: 2000, delivery.timeout.ms: 4000, default.api.timeout.ms: 4000 }
      plugins: { directory: %s }
      """;

  /** So long the broker waits for more members before it deals the partitions of a new group. */
  private static final String DEALT_LATE = "group.initial.rebalance.delay.ms=6000";

  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir private Path directory;

  @Test
  void itSaysHowItIsAndKeepsWhatItHasAcknowledged(Distribution distribution) throws Exception {
    try (KafkaCluster cluster = KafkaCluster.start(1, ports -> List.of(DEALT_LATE));
        RunningServer server = start(distribution, cluster)) {
      assertNotReadyUntilDealt(server);
      assertThat(post(server, 1).statusCode()).isEqualTo(200);

      cluster.node(0).pause();
      try {
        assertDegraded(server);
      } finally {
        cluster.node(0).resume();
      }

      assertWellAgain(server);
      KafkaTopics topics = new KafkaTopics(cluster.bootstrapServers());
      assertThat(topics.read("in").stream().map(KafkaHttpOutageIT::text))
          .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
      assertThat(server.stop()).as(server.log()).isZero();
    }
  }

  private RunningServer start(Distribution distribution, KafkaCluster cluster) throws Exception {
    Path plugins = distribution.home().resolve("plugins");
    String settings = SETTINGS.formatted(cluster.bootstrapServers(), plugins);
    Path config = Files.writeString(directory.resolve("server.yaml"), settings);
    Path topology = Files.writeString(directory.resolve("topology.yaml"), TOPOLOGY);
    return RunningServer.startListening(
        distribution, directory, "--config", config, "--topology", topology);
  }

  private void assertNotReadyUntilDealt(RunningServer server) throws Exception {
    HttpResponse<String> early = get(server, "/health/ready");
    assertThat(early.statusCode()).as(early.body()).isEqualTo(503);
    assertThat(early.body())
        .contains("\"not-ready\"", "pipeline copy", "has not dealt its partitions yet");
    assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
    Waiting.until("readiness", () -> server.streams().status("/health/ready") == 200);
    assertThat(server.streams().text("/health/ready")).contains("\"ready\"");
  }

  /** The first request waits for the broker, and may be stored; the next ones are told at once. */
  private void assertDegraded(RunningServer server) throws Exception {
    HttpResponse<String> doubtful = post(server, 2);
    assertUnavailable(doubtful);
    assertThat(doubtful.body()).contains("it is not known whether the records are stored");
    Waiting.until("a refusal at once", () -> post(server, 2).body().contains("no answer from"));
    HttpResponse<String> refused = post(server, 2);
    assertUnavailable(refused);
    assertUnavailable(get(server, "/streams/in/partitions/0"));
    HttpResponse<String> health = get(server, "/health/ready");
    assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
    assertThat(health.body()).contains("\"degraded\"", "no answer from Kafka at");
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(answer.body()).contains("\"backend.unavailable\"");
  }

  private void assertWellAgain(RunningServer server) throws Exception {
    Waiting.until("an answer again", () -> post(server, 2).statusCode() == 200);
    assertThat(post(server, 3).statusCode()).isEqualTo(200);
    Waiting.until("a copy of each", () -> server.streams().values("out").size() == 3);
    Waiting.until(
        "good health", () -> !server.streams().text("/health/ready").contains("degraded"));
  }

  private HttpResponse<String> post(RunningServer server, int number) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(server, "/streams/in"))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "n-" + number)
            .POST(BodyPublishers.ofString("{\"n\":" + number + "}"))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(RunningServer server, String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(server, path)).build(), BodyHandlers.ofString());
  }

  private static URI uri(RunningServer server, String path) {
    return server.address().resolve(path);
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.value(), UTF_8);
  }
}
