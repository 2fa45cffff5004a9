package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a pipeline does in a run, and with how many events that fail. */
enum Workload {
  /** Records as they are, unread: the floor. */
  COPY("bytes", false, 0),
  /** Events of JSON with no stage: decode and encode. */
  PASS("json", false, 0),
  /** A validator of three fields and an enricher that adds two. */
  ENRICH("json", true, 0),
  /** As ENRICH, and one event in ten fails in the validator. */
  FAIL_TENTH("json", true, 10),
  /** As ENRICH, and every event fails in the validator. */
  FAIL_ALL("json", true, 1);

  static final String INPUT = "raw-orders";
  static final String OUTPUT = "orders";
  static final String FAILURES = "order-failures";
  static final int PARTITIONS = 4;

  private final String format;
  private final boolean stages;
  private final int failEvery;

  Workload(String format, boolean stages, int failEvery) {
    this.format = format;
    this.stages = stages;
    this.failEvery = failEvery;
  }

  /** As it is written on the command line: {@code fail-tenth}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Workload of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Every how-manieth event fails; 0: none. */
  int failEvery() {
    return failEvery;
  }

  /** Writes the topology, and the table it reads, into a directory; returns the topology's file. */
  Path writeTopology(Path directory) throws IOException {
    return writeTopology(directory, "");
  }

  /** The same, with a prefix before the names of the pipeline and its outputs. */
  Path writeTopology(Path directory, String prefix) throws IOException {
    Files.writeString(directory.resolve("products.csv"), Orders.productTable());
    Path file = directory.resolve("topology.yaml");
    return Files.writeString(file, topology(directory.resolve("products.csv"), prefix));
  }

  private String topology(Path table, String prefix) {
    String fields = format.equals("json") ? ", key: shopper.id" : "";
    String input = fields.isEmpty() ? "" : fields + ", id: event_id, effective-at: timestamp";
    return """
        streams:
          %s: { partitions: %d, format: %s%s }
          %s: { partitions: %d, format: %s%s }
        pipelines:
          %scheck-orders:
            from: %s
        %s    to: [%s]
            failures: %s
        """
        .formatted(
            INPUT,
            PARTITIONS,
            format,
            input,
            prefix + OUTPUT,
            PARTITIONS,
            format,
            fields,
            prefix,
            INPUT,
            stages ? stages(table) : "",
            prefix + OUTPUT,
            prefix + FAILURES);
  }

  private static String stages(Path table) {
    return """
            stages:
              - validate: required
                with: { fields: [event_id, shopper.id, product.id] }
              - enrich: lookup
                with:
                  file: "%s"
                  on: product.id
                  add: { product.name: name, product.category: category }
        """
        .formatted(table);
  }
}
