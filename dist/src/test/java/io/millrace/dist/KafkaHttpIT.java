package io.millrace.dist;

import static io.millrace.dist.NotedAnswers.JSON;
import static io.millrace.dist.NotedAnswers.LINES;
import static io.millrace.dist.NotedAnswers.gzip;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.kafka.broker.KafkaCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same requests to a server on Kafka and to one on the embedded log: status, body, positions
 * and codes are the same, but for the offsets behind a transaction.
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
        pages:  { partitions: 3, key: id }
        feed:   { partitions: 3, key: id }
        lines:  { partitions: 1 }
        gaps:   { partitions: 3, key: id }
      pipelines:
        copy:   { from: blobs, to: copies }
      """;

  private static final String SETTINGS =
      "http: { max-body: 1MiB }\ndata: { max-record-size: %d }\n".formatted(RECORD_BYTES);

  @TempDir private static Path directory;
  private static TwinServers servers;

  /** What is done with each of the two servers. */
  private interface Script {
    void on(NotedAnswers server) throws Exception;
  }

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

  /** Runs a script on both; returns what both have answered. */
  private static List<String> same(Script script) throws Exception {
    List<String> kafka = notes(servers.kafka(), script);
    assertThat(kafka).isEqualTo(notes(servers.embedded(), script));
    return kafka;
  }

  private static List<String> notes(RunningServer server, Script script) throws Exception {
    NotedAnswers answers = new NotedAnswers(server);
    script.on(answers);
    return answers.notes();
  }

  @Test
  void whatIsSentIsAnsweredTheSame() throws Exception {
    String event = "{\"shopper\":{\"id\":\"s-17\"}}";
    String two = event + "\n" + event + "\n";
    List<String> answers =
        same(
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
        same(
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

  /** The status and the code of each answer. */
  private static List<String> codes(List<String> answers) throws Exception {
    List<String> codes = new ArrayList<>();
    for (String answer : answers) {
      String[] parts = answer.split(" ", 2);
      codes.add((parts[0] + " " + Page.json(parts[1]).path("code").asText()).strip());
    }
    return codes;
  }

  @Test
  void aKeyIsKnownAgainAfterARestartToo() throws Exception {
    String several = keyed(6);
    Script script =
        server -> {
          server.post("named", JSON, "{\"n\":1}", "Idempotency-Key", "k-1");
          server.post("named", JSON, "{\"n\":2}", "Idempotency-Key", "k-1");
          server.post("dealt", LINES, several, "Idempotency-Key", "k-2");
          server.post("dealt", LINES, several + several, "Idempotency-Key", "k-2");
        };
    List<String> first = same(script);
    assertThat(codes(first))
        .containsExactly(
            "200", "422 http.idempotency.other-body", "200", "422 http.idempotency.other-body");
    assertThat(same(script)).isEqualTo(first);
    servers.restart();
    assertThat(same(script)).isEqualTo(first);
    assertThat(servers.kafka().streams().values("named")).containsExactly("{\"n\":1}");
    assertThat(servers.kafka().streams().records("dealt")).hasSize(6);
  }

  /** Events whose keys go to several partitions, one on a line. */
  private static String keyed(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> "{\"id\":\"key-" + n + "\"}\n")
        .collect(Collectors.joining());
  }

  @Test
  void whatIsStoredIsReadTheSame() throws Exception {
    List<String> answers =
        same(
            server -> {
              server.post("pages", LINES, keyed(9));
              server.get("/streams/pages");
              server.note(shape(server));
              server.get("/streams/pages/partitions/0");
              server.get("/streams/pages/partitions/1?offset=0&limit=2");
              server.get("/streams/pages/partitions/1?offset=1&limit=1");
              server.get("/streams/pages/partitions/2?offset=900");
              server.get("/streams/pages/partitions/2?offset=-1");
              server.get("/streams/pages/partitions/2?limit=1001");
              server.get("/streams/pages/partitions/2?verbose=1");
              server.get("/streams/pages/partitions/3");
              server.get("/streams/nowhere");
            });
    assertThat(answers.subList(0, 6)).allMatch(answer -> answer.startsWith("200 "));
    assertThat(codes(answers.subList(6, 12)))
        .containsExactly(
            "416 http.offset.beyond-end",
            "400 http.parameter.malformed",
            "400 http.parameter.malformed",
            "400 http.parameter.unknown",
            "404 http.partition.unknown",
            "404 http.stream.unknown");
  }

  /** All streams, without what other tests have put there. */
  private static String shape(NotedAnswers server) throws Exception {
    String streams = new Streams(server.address()).text("/streams");
    return "200 " + streams.replaceAll("\"(first|next)\":\\d+", "\"$1\":0");
  }

  @Test
  void eventsAreSentTheSame() throws Exception {
    List<String> answers =
        same(
            server -> {
              for (String event : keyed(9).lines().toList()) {
                server.post("feed", JSON, event);
              }
              try (EventStream all = server.events("/streams/feed/events?from=earliest");
                  EventStream rest = server.events("/streams/feed/events", "Last-Event-ID", "1,0");
                  EventStream latest = server.events("/streams/feed/events")) {
                all.next(9).forEach(server::note);
                rest.next(8).forEach(server::note);
                server.post("feed", JSON, "{\"id\":\"key-1\",\"late\":true}");
                server.note(latest.next(1).toString());
                server.note(all.next(1).toString());
              }
              server.get("/streams/feed/events", "Last-Event-ID", "900,0,0");
              server.get("/streams/feed/events", "Last-Event-ID", "x");
              server.get("/streams/feed/events?from=here");
            });
    assertThat(answers.get(9)).isEqualTo("id: 1,0,0");
    assertThat(codes(answers.subList(answers.size() - 3, answers.size())))
        .containsExactly("416 http.offset.beyond-end", "400 http.last-event-id", "400 http.from");
  }

  /** The mark of a transaction takes an offset of each partition, and is no record. */
  @Test
  void behindARequestForSeveralPartitionsOffsetsAreOneFurther() throws Exception {
    same(server -> server.post("gaps", LINES, keyed(9)));
    Script again = server -> server.post("gaps", LINES, keyed(9));
    List<Long> onKafka = offsets(notes(servers.kafka(), again));
    List<Long> embedded = offsets(notes(servers.embedded(), again));
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

  @Test
  void filesAreSentAndStreamsArePrintedTheSame(Distribution distribution) throws Exception {
    List<String> lines = IntStream.range(0, 1_200).mapToObj(n -> "{\"number\":" + n + "}").toList();
    Path file = Files.write(directory.resolve("lines.ndjson"), lines);
    List<String> said =
        same(
            server -> {
              Object url = server.address();
              server.note(said(distribution.millrace("send", "lines", file, "--url", url)));
              server.note(
                  said(
                      distribution.millrace(
                          "tail", "lines", "--from", "earliest", "--until-end", "--url", url)));
            });
    assertThat(said.get(0)).isEqualTo("0 sent 1200 events to lines\n");
    assertThat(said.get(1).lines())
        .hasSize(1_200)
        .last()
        .isEqualTo("lines/0@1199 now - {\"number\":1199}");
  }

  private static String said(Finished command) {
    return command.exitCode() + " " + command.out() + command.err();
  }
}
