package io.millrace.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.broker.KafkaCluster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Other programs write what Millrace processes, and read what it writes, byte for byte. */
@ExtendWith(DistributionExtension.class)
final class KafkaInteropIT {

  private static final int LARGE = 10 << 20;
  private static final String TOPOLOGY =
      """
      streams:
        raw:       { partitions: 1, format: bytes }
        copies:    { partitions: 1, format: bytes }
        tool-raw:  { partitions: 1, format: bytes }
        tool-copies: { partitions: 1, format: bytes }
        orders:    { partitions: 1, format: json }
        checked:   { partitions: 1, format: json }
      pipelines:
        copy:      { from: raw, to: copies }
        check:     { from: orders, to: checked }
        tool-copy: { from: tool-raw, to: tool-copies }
      """;

  @TempDir private static Path directory;
  private static KafkaCluster cluster;
  private static RunningServer server;
  private static KafkaTopics topics;

  @BeforeAll
  static void start(Distribution distribution) throws Exception {
    cluster = KafkaCluster.start(1);
    topics = new KafkaTopics(cluster.bootstrapServers());
    Path topology = Files.writeString(directory.resolve("topology.yaml"), TOPOLOGY);
    Path config =
        Files.writeString(
            directory.resolve("server.yaml"),
            """
            backend: kafka
            kafka: { bootstrap-servers: "%s", server-id: server-1, max-record-size: 12MiB }
            plugins: { directory: %s }
            """
                .formatted(topics.brokers(), distribution.home().resolve("plugins")));
    server =
        RunningServer.start(distribution, directory, "--config", config, "--topology", topology);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (server != null) {
      server.close();
    }
    cluster.close();
  }

  @Test
  void aPlainClientsRecordsKeepTheirBytes() throws Exception {
    byte[] large = new byte[LARGE];
    new Random(1).nextBytes(large);
    byte[] nothingReadable = {0, (byte) 0xC0, (byte) 0xAF, (byte) 0xFF, 10, 13};
    List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    sent.add(record(utf8("key"), utf8("value")));
    sent.add(record(null, utf8("without a key")));
    sent.add(record(utf8("tombstone"), null));
    sent.add(record(null, null));
    sent.add(record(new byte[0], new byte[0]));
    sent.add(record(nothingReadable, nothingReadable));
    sent.add(record(utf8("large"), large));
    ProducerRecord<byte[], byte[]> headed = record(utf8("headed"), new byte[] {1});
    headed.headers().add("text", utf8("Grüße"));
    headed.headers().add("twice", utf8("1"));
    headed.headers().add("twice", utf8("2"));
    headed.headers().add("bytes", nothingReadable);
    headed.headers().add("empty", new byte[0]);
    sent.add(headed);

    try (KafkaProducer<byte[], byte[]> producer = topics.producer()) {
      for (ProducerRecord<byte[], byte[]> record : sent) {
        producer.send(record).get();
      }
    }

    Waiting.until("all are copied", () -> topics.read("copies").size() >= sent.size());
    List<ConsumerRecord<byte[], byte[]>> copies = topics.read("copies");
    assertThat(copies).hasSize(sent.size());
    for (int i = 0; i < sent.size(); i++) {
      assertThat(copies.get(i).key()).as("key %s", i).isEqualTo(sent.get(i).key());
      assertThat(Arrays.equals(copies.get(i).value(), sent.get(i).value()))
          .as("value %s", i)
          .isTrue();
      assertThat(texts(copies.get(i).headers()))
          .as("headers %s", i)
          .isEqualTo(texts(sent.get(i).headers()));
    }
    assertThat(topics.read("copy-failures")).isEmpty();
  }

  @Test
  void aTombstoneGoesThroughAPipelineOfJson() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = topics.producer()) {
      producer.send(new ProducerRecord<>("orders", utf8("a"), utf8("{\"n\":1}"))).get();
      ProducerRecord<byte[], byte[]> tombstone = new ProducerRecord<>("orders", utf8("a"), null);
      tombstone.headers().add("why", utf8("returned"));
      producer.send(tombstone).get();
    }

    Waiting.until("both are copied", () -> topics.read("checked").size() >= 2);
    ConsumerRecord<byte[], byte[]> copy = topics.read("checked").get(1);
    assertThat(copy.key()).isEqualTo(utf8("a"));
    assertThat(copy.value()).isNull();
    assertThat(texts(copy.headers())).containsExactly("why=" + Arrays.toString(utf8("returned")));
    assertThat(topics.read("check-failures")).isEmpty();
  }

  /** A length of -1 is how kcat says that there is no key, or no value. */
  @Test
  void kcatsRecordsAreProcessedAndItReadsWhatBecameOfThem() throws Exception {
    Assumptions.assumeTrue(hasKcat(), "kcat is not installed (Debian's package is kcat)");
    Path lines = Files.writeString(directory.resolve("lines"), "a:one\nb:\n:nobody's\nd:four\n");
    kcat(lines, "-P", "-t", "tool-raw", "-K", ":", "-Z", "-H", "kind=tool");

    Waiting.until("all are copied", () -> topics.read("tool-copies").size() >= 4);
    String read =
        kcat(
            Path.of("/dev/null"),
            "-C",
            "-e",
            "-q",
            "-t",
            "tool-copies",
            "-o",
            "beginning",
            "-X",
            "isolation.level=read_committed",
            "-f",
            "%K %k|%S %s|%h\\n");
    assertThat(read.lines())
        .containsExactly(
            "1 a|3 one|kind=tool",
            "1 b|-1 |kind=tool",
            "-1 |8 nobody's|kind=tool",
            "1 d|4 four|kind=tool");
  }

  private static ProducerRecord<byte[], byte[]> record(byte[] key, byte[] value) {
    return new ProducerRecord<>("raw", key, value);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  private static List<String> texts(Iterable<Header> headers) {
    List<String> texts = new ArrayList<>();
    headers.forEach(header -> texts.add(header.key() + "=" + Arrays.toString(header.value())));
    return texts;
  }

  private static boolean hasKcat() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(path -> Files.isExecutable(Path.of(path, "kcat")));
  }

  /** Runs it; returns what it says. */
  private static String kcat(Path input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kcat", "-b", topics.brokers()));
    command.addAll(List.of(arguments));
    Path said = Files.createTempFile(directory, "kcat", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectOutput(said.toFile())
            .redirectError(directory.resolve("kcat.err").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(directory.resolve("kcat.err"))).isZero();
    return Files.readString(said);
  }
}
