package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Two servers with one topology: one on Kafka, one on the embedded log. */
final class TwinServers implements AutoCloseable {

  private static final String ON_KAFKA =
      """
      backend: kafka
      kafka: { bootstrap-servers: "%s", server-id: twin, prefix: %s }
      """;

  private final Distribution distribution;
  private final Path directory;
  private RunningServer kafka;
  private RunningServer embedded;

  /** What is done with each of the two servers. */
  interface Script {
    void on(NotedAnswers server) throws Exception;
  }

  /**
   * Starts both.
   *
   * @param more settings of both
   */
  TwinServers(
      Distribution distribution,
      Path directory,
      KafkaCluster cluster,
      String prefix,
      String topology,
      String more)
      throws Exception {
    this.distribution = distribution;
    this.directory = directory;
    Files.writeString(directory.resolve("topology.yaml"), topology);
    configure("kafka", ON_KAFKA.formatted(cluster.bootstrapServers(), prefix) + more);
    configure("embedded", "backend: embedded\n" + more);
    kafka = start("kafka");
    embedded = startOrClose();
  }

  private void configure(String name, String settings) throws Exception {
    Path home = Files.createDirectories(directory.resolve(name));
    Files.writeString(
        home.resolve("server.yaml"),
        settings + "plugins: { directory: " + distribution.home().resolve("plugins") + " }\n");
  }

  private RunningServer start(String name) throws Exception {
    Path home = directory.resolve(name);
    return RunningServer.start(
        distribution,
        home,
        "--config",
        home.resolve("server.yaml"),
        "--topology",
        directory.resolve("topology.yaml"));
  }

  private RunningServer startOrClose() throws Exception {
    try {
      return start("embedded");
    } catch (Throwable e) {
      kafka.close();
      throw e;
    }
  }

  RunningServer kafka() {
    return kafka;
  }

  RunningServer embedded() {
    return embedded;
  }

  /** Runs a script on both; returns what both have answered. */
  List<String> same(Script script) throws Exception {
    List<String> onKafka = onKafka(script);
    assertThat(onKafka).isEqualTo(onEmbedded(script));
    return onKafka;
  }

  List<String> onKafka(Script script) throws Exception {
    return notes(kafka, script);
  }

  List<String> onEmbedded(Script script) throws Exception {
    return notes(embedded, script);
  }

  private static List<String> notes(RunningServer server, Script script) throws Exception {
    NotedAnswers answers = new NotedAnswers(server);
    script.on(answers);
    return answers.notes();
  }

  /** Stops both by SIGTERM and starts them again. */
  void restart() throws Exception {
    for (RunningServer server : List.of(kafka, embedded)) {
      if (server.stop() != 0) {
        throw new AssertionError("it does not end well: " + server.log());
      }
    }
    kafka = start("kafka");
    embedded = start("embedded");
  }

  @Override
  public void close() throws InterruptedException {
    kafka.close();
    embedded.close();
  }
}
