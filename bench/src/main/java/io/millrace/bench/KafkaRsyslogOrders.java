package io.millrace.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/**
 * The work of {@link Workload#ENRICH} in rsyslog with its Kafka modules, a process that is measured
 * from outside; {@code KafkaRsyslogOrders bootstrap events rsyslogd directory}. Its group commits
 * what was read, written or not, so what counts is what has come out.
 */
final class KafkaRsyslogOrders {

  /** {@link KafkaPeer#PRODUCER} as librdkafka calls it. */
  private static final List<String> PRODUCER =
      List.of("compression.codec=lz4", "batch.size=262144", "queue.buffering.max.ms=5");

  /** {@link KafkaPeer#CONSUMER} as librdkafka calls it, and a commit as often as the others. */
  private static final List<String> CONSUMER =
      List.of(
          "isolation.level=read_committed",
          "auto.offset.reset=earliest",
          "fetch.message.max.bytes=4194304",
          "auto.commit.interval.ms=100");

  private final KafkaPeer peer;
  private final String program;
  private final Path directory;

  private KafkaRsyslogOrders(KafkaPeer peer, String program, Path directory) {
    this.peer = peer;
    this.program = program;
    this.directory = directory;
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createDirectories(Path.of(args[3])).toAbsolutePath();
    KafkaPeer peer = KafkaPeer.of(args, "rsyslog");
    peer.createOutputs();
    System.out.println(new KafkaRsyslogOrders(peer, args[2], directory).measure());
  }

  private String measure() throws Exception {
    try (ChildProcess rsyslog = start();
        Admin admin = peer.admin()) {
      Meter start = rsyslog.meter(peer.await(() -> written(rsyslog, admin), peer.events() / 4));
      Meter end = rsyslog.meter(peer.await(() -> written(rsyslog, admin), peer.events()));
      long peak = rsyslog.megabytes("VmHWM");
      peer.requireAllOut(Workload.ENRICH);
      EnrichedSample.require(peer.bootstrap(), peer.output(), peer.events());
      double eventBytes = Samples.meanBytes(Workload.ENRICH.samples(1));
      return end.since(start).json("kafka-rsyslog", eventBytes, peak);
    }
  }

  private long written(ChildProcess rsyslog, Admin admin) throws Exception {
    if (!rsyslog.isAlive()) {
      throw new IllegalStateException("rsyslogd ended: " + Files.readString(log().toPath()));
    }
    return peer.written(admin);
  }

  /** In the foreground, and with nothing outside its directory. */
  private ChildProcess start() throws IOException {
    Path settings = Files.writeString(directory.resolve("rsyslog.conf"), settings());
    table("names.json", 0);
    table("categories.json", 1);
    ProcessBuilder builder = new ProcessBuilder(program, "-n", "-C", "-f", settings.toString());
    builder.command().addAll(List.of("-i", directory.resolve("rsyslog.pid").toString()));
    builder.directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log());
    return new ChildProcess(builder);
  }

  private File log() {
    return directory.resolve("rsyslog.log").toFile();
  }

  private String settings() {
    return Resource.text("rsyslog.conf")
        .replace("@directory@", directory.toString())
        .replace("@broker@", peer.bootstrap())
        .replace("@group@", peer.group())
        .replace("@input@", Workload.INPUT)
        .replace("@output@", peer.output())
        .replace("@failures@", peer.failures())
        .replace("@producer@", array(PRODUCER))
        .replace("@consumer@", array(CONSUMER));
  }

  private static String array(List<String> settings) {
    return settings.stream().map(one -> '"' + one + '"').collect(Collectors.joining(", "));
  }

  /** A column of the products as a lookup table of rsyslog. */
  private void table(String name, int column) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode table = mapper.createObjectNode();
    table.put("version", 1).put("nomatch", "").put("type", "string");
    ArrayNode rows = table.putArray("table");
    Map<String, List<String>> products = new TreeMap<>(Samples.products());
    products.forEach((id, row) -> rows.addObject().put("index", id).put("value", row.get(column)));
    mapper.writeValue(directory.resolve(name).toFile(), table);
  }
}
