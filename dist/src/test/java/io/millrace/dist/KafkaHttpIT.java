package io.millrace.dist;

import static io.millrace.dist.NotedAnswers.JSON;
import static io.millrace.dist.NotedAnswers.LINES;
import static io.millrace.dist.NotedAnswers.codes;
import static io.millrace.dist.NotedAnswers.gzip;
import static io.millrace.dist.NotedAnswers.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.kafka.broker.KafkaCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same events are sent to a server on Kafka and to one on the embedded log: status, body,
 * positions and codes are the same, but for the offsets behind a transaction.
 */
@ExtendWith(DistributionExtension.class)
@Timeout(180)
final class KafkaHttpIT {

  /** What records a topic takes of which another program has said so, and how many bytes less. */
  private static final int TOPIC_BYTES = 200_000;

  private static final int RECORD_BYTES = TOPIC_BYTES - (16 << 10);

  private static final String TOPOLOGY =
      """
      streams:
        orders: { partitions: 4, key: shopper.id, headers: [ X-Request-Id ] }
        views:  { partitions: 2 }
        blobs:  { partitions: 1, format: bytes }
        copies: { partitions: 1, format: bytes }
        small:  { partitions: 1 }
        named:  { partitions: 1 }
        dealt:  { partitions: 3, key: id }
        gaps:   { partitions: 3, key: id }
      pipelines:
        copy:   { from: blobs, to: copies }
      """;

  private static final String SETTINGS =
      "http: { max-body: 1MiB }\ndata: { max-record-size: %d }\n".formatted(RECORD_BYTES);

  @TempDir private static Path directory;
  private static TwinServers servers;

  @BeforeAll
  static void start(Distribution distribution) throws Exception {
    KafkaCluster cluster = KafkaCluster.shared();
    String prefix = KafkaCluster.uniqueName();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      NewTopic small = new NewTopic(prefix + "small", Optional.of(1), Optional.empty());
      small.configs(Map.of("max.message.bytes", Integer.toString(TOPIC_BYTES)));
      admin.createTopics(List.of(small)).all().get();
    }
    servers = new TwinServers(distribution, directory, cluster, prefix, TOPOLOGY, SETTINGS);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (servers != null) {
      servers.close();
    }
  }

  @Test
  void whatIsSentIsAnsweredTheSame() throws Exception {
    String event = "{\"shopper\":{\"id\":\"s-17\"}}";
    String two = event + "\n" + event + "\n";
    List<String> answers =
        servers.same(
            server -> {
              server.post("orders", JSON, event, "X-Request-Id", "r-1");
              server.post("orders", JSON, "[" + event + "," + event + "]");
              server.post("orders", LINES, two);
              server.post("orders", LINES, gzip(two), "Content-Encoding", "gzip");
              server.post("orders", JSON, "{\"shopper\":{\"id\":\"s-18\"}}");
              server.post("orders", JSON, "{\"shopper\":");
              server.post("views", JSON, "{}");
              server.post("views", JSON, "[{},{}]");
              server.post("blobs", "application/octet-stream", new byte[] {0, 10, -1});
              server.get("/streams/orders/partitions/3?offset=0");
            });
    assertThat(answers).allMatch(answer -> answer.startsWith("200 "));
    assertThat(answers.subList(0, 4))
        .containsExactly(
            "200 {\"positions\":[{\"stream\":\"orders\",\"partition\":3,\"offset\":0}]}",
            "200 {\"positions\":[{\"stream\":\"orders\",\"partition\":3,\"offset\":1,\"count\":2}]}",
            "200 {\"positions\":[{\"stream\":\"orders\",\"partition\":3,\"offset\":3,\"count\":2}]}",
            "200 {\"positions\":[{\"stream\":\"orders\",\"partition\":3,\"offset\":5,\"count\":2}]}");
    assertThat(answers.get(9)).contains("\"X-Request-Id\",\"value\":\"r-1\"");
    Waiting.until("a copy on Kafka", () -> servers.kafka().streams().count("copies") == 1);
  }

  @Test
  void whatIsRefusedIsRefusedTheSame() throws Exception {
    String large = "{\"text\":\"" + "x".repeat(RECORD_BYTES) + "\"}";
    byte[] larger = gzip(keyed(80_000));
    List<String> answers =
        servers.same(
            server -> {
              server.post("small", JSON, large);
              server.post("small", JSON, "[1," + large + "]");
              server.post("small", LINES, larger, "Content-Encoding", "gzip");
              server.post("small", LINES, "no gzip", "Content-Encoding", "gzip");
              server.post("small", JSON, "[1,");
              server.post("small", JSON, "");
              server.post("small", "text/html", "<p>");
              server.post("small", JSON, "{}", "Idempotency-Key", " ");
              server.post("nowhere", JSON, "{}");
              server.get("/streams/small");
            });
    assertThat(answers.get(9)).startsWith("200 ").contains("\"first\":0,\"next\":0");
    assertThat(codes(answers.subList(0, 9)))
        .containsExactly(
            "413 http.record.too-large",
            "413 http.record.too-large",
            "413 http.body.too-large",
            "400 http.gzip.malformed",
            "400 http.array.malformed",
            "400 http.body.empty",
            "415 http.content-type",
            "400 http.idempotency.malformed",
            "404 http.stream.unknown");
  }

  @Test
  void aKeyIsKnownAgainAfterARestartToo() throws Exception {
    String several = keyed(6);
    TwinServers.Script script =
        server -> {
          server.post("named", JSON, "{\"n\":1}", "Idempotency-Key", "k-1");
          server.post("named", JSON, "{\"n\":2}", "Idempotency-Key", "k-1");
          server.post("dealt", LINES, several, "Idempotency-Key", "k-2");
          server.post("dealt", LINES, several + several, "Idempotency-Key", "k-2");
        };
    List<String> first = servers.same(script);
    assertThat(codes(first))
        .containsExactly(
            "200", "422 http.idempotency.other-body", "200", "422 http.idempotency.other-body");
    assertThat(servers.same(script)).isEqualTo(first);
    servers.restart();
    assertThat(servers.same(script)).isEqualTo(first);
    assertThat(servers.kafka().streams().values("named")).containsExactly("{\"n\":1}");
    assertThat(servers.kafka().streams().records("dealt")).hasSize(6);
  }

  /** The mark of a transaction takes an offset of each partition, and is no record. */
  @Test
  void behindARequestForSeveralPartitionsOffsetsAreOneFurther() throws Exception {
    servers.same(server -> server.post("gaps", LINES, keyed(9)));
    TwinServers.Script again = server -> server.post("gaps", LINES, keyed(9));
    List<Long> onKafka = offsets(servers.onKafka(again));
    List<Long> embedded = offsets(servers.onEmbedded(again));
    assertThat(onKafka).hasSize(3).isEqualTo(embedded.stream().map(offset -> offset + 1).toList());
    assertThat(servers.kafka().streams().values("gaps"))
        .hasSize(18)
        .isEqualTo(servers.embedded().streams().values("gaps"));
  }

  private static List<Long> offsets(List<String> answers) throws Exception {
    List<Long> offsets = new ArrayList<>();
    for (JsonNode position : Page.json(answers.get(0).substring(4)).path("positions")) {
      offsets.add(position.path("offset").asLong());
    }
    return offsets;
  }
}
