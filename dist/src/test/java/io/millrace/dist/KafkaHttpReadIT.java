package io.millrace.dist;

import static io.millrace.dist.NotedAnswers.JSON;
import static io.millrace.dist.NotedAnswers.LINES;
import static io.millrace.dist.NotedAnswers.codes;
import static io.millrace.dist.NotedAnswers.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same is read from a server on Kafka and from one on the embedded log: pages, server-sent
 * events, and what {@code tail} prints of what {@code send} has sent.
 */
@ExtendWith(DistributionExtension.class)
@Timeout(180)
final class KafkaHttpReadIT {

  private static final String TOPOLOGY =
      """
      streams:
        pages:  { partitions: 3, key: id }
        feed:   { partitions: 3, key: id }
        lines:  { partitions: 1 }
      """;

  @TempDir private static Path directory;
  private static TwinServers servers;

  @BeforeAll
  static void start(Distribution distribution) throws Exception {
    String prefix = KafkaCluster.uniqueName();
    servers = new TwinServers(distribution, directory, KafkaCluster.shared(), prefix, TOPOLOGY, "");
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (servers != null) {
      servers.close();
    }
  }

  @Test
  void whatIsStoredIsReadTheSame() throws Exception {
    List<String> answers =
        servers.same(
            server -> {
              server.post("pages", LINES, keyed(9));
              server.get("/streams/pages");
              server.get("/streams");
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

  @Test
  void eventsAreSentTheSame() throws Exception {
    List<String> answers =
        servers.same(
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

  @Test
  void filesAreSentAndStreamsArePrintedTheSame(Distribution distribution) throws Exception {
    List<String> lines = IntStream.range(0, 1_200).mapToObj(n -> "{\"number\":" + n + "}").toList();
    Path file = Files.write(directory.resolve("lines.ndjson"), lines);
    List<String> said =
        servers.same(
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
