package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a pipeline does in a run, and with what events; {@code <topology>.yaml} says the former. */
enum Workload {
  /** Records as they are, unread: the floor. */
  COPY("copy"),
  /** Events of JSON with no stage: decode and encode. */
  PASS("pass"),
  /** A validator of three fields and an enricher that adds two. */
  ENRICH("enrich"),
  /** As ENRICH, and one event in ten fails in the validator. */
  FAIL_TENTH("enrich", 10),
  /** As ENRICH, and every event fails in the validator. */
  FAIL_ALL("enrich", 1),
  /** As ENRICH, under a JSON Schema. */
  VALIDATE("validate"),
  /** As ENRICH, in Avro. */
  AVRO("avro"),
  /** Webhooks of some kilobytes: three fields are read, one is added. */
  WIDE("wide"),
  /** As ENRICH, to three streams. */
  FAN_OUT("fan-out"),
  /** Each event becomes twenty. */
  SPLIT("split");

  static final String INPUT = "input";
  static final String OUTPUT = "output";
  static final String FAILURES = "failures";
  static final int PARTITIONS = 4;

  private final String topology;
  private final int failEvery;

  Workload(String topology) {
    this(topology, 0);
  }

  Workload(String topology, int failEvery) {
    this.topology = topology;
    this.failEvery = failEvery;
  }

  /** As it is written on the command line: {@code fail-tenth}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Workload of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Its events. */
  Samples samples(long seed) {
    return switch (this) {
      case AVRO -> new AvroOrders(seed);
      case WIDE -> new Webhooks(seed);
      case SPLIT -> new Carts(seed);
      default -> new Orders(seed, failEvery);
    };
  }

  /** The streams that something comes out in. */
  List<String> outputs() {
    return this == FAN_OUT
        ? List.of(OUTPUT, OUTPUT + "-2", OUTPUT + "-3", FAILURES)
        : List.of(OUTPUT, FAILURES);
  }

  /** How many of so many events fail. */
  long failing(long events) {
    return failEvery == 0 ? 0 : (events + failEvery - 1) / failEvery;
  }

  /** What the name of its input topic begins with; those without bad events share one. */
  String inputPrefix() {
    return failEvery == 0 ? "" : label() + "-";
  }

  /** How many records come of an event. */
  int recordsOut() {
    return switch (this) {
      case FAN_OUT -> 3;
      case SPLIT -> Carts.LINES;
      default -> 1;
    };
  }

  /**
   * What is beside the topologies: tables and schemas. Written into a directory.
   *
   * @return the directory
   */
  Path writeFiles(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("products.csv"), Orders.productTable());
    for (String schema : List.of("order.schema.json", "order.avsc")) {
      Files.writeString(directory.resolve(schema), Resource.text(schema));
    }
    if (this == WIDE) {
      Files.writeString(directory.resolve("users.csv"), Webhooks.userTable());
    }
    return directory;
  }

  /**
   * Its topology.
   *
   * @param name what the pipeline's name begins with
   * @param in what the input stream's name begins with
   * @param out what the output streams' names begin with
   * @param partitions how many partitions each stream has
   */
  String topology(String name, String in, String out, int partitions) {
    return Resource.text(topology + ".yaml")
        .replace("@name@", name)
        .replace("@in@", in)
        .replace("@out@", out)
        .replace("@partitions@", Integer.toString(partitions));
  }

  /** The name of its pipeline, behind what it begins with. */
  String pipeline() {
    return topology;
  }
}
