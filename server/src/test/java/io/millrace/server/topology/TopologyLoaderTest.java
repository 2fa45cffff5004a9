package io.millrace.server.topology;

import static io.millrace.server.topology.TestingTopologies.in;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.FieldPath;
import io.millrace.server.config.problem.Location;
import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import io.millrace.server.config.yaml.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class TopologyLoaderTest {

  private static final String DESIGN =
      """
      streams:
        raw-orders:   { partitions: 4, format: json, key: shopper.id, id: event_id, effective-at: timestamp, retention: 7d, headers: [X-Request-Id] }
        orders:       { partitions: 2, format: { name: json, lenient: [duplicate-names] }, key: shopper.id }
        big-orders:   { format: bytes, retention-bytes: 1GiB }

      pipelines:
        check-orders:
          from: raw-orders
          stages:
            - validate: json-schema
              with: { schema: schemas/order.json }
            - enrich: lookup
              name: product-names
              when: "has(body.product)"
              with: { file: data/products.csv, on: product.id, add: { product.name: name } }
          to:
            - { stream: big-orders, when: "body.total > 1000" }
            - orders
          workers: 3

      sinks:
        warehouse:
          from: [orders, big-orders]
          deliver: jdbc
          with: { password: "${env:DB_PASSWORD}" }
          failures: warehouse-errors
          give-up-after: 10m
      """;

  @TempDir Path home;

  @Test
  void theTopologyOfTheDesignIsRead() throws IOException {
    Topology topology = in(home).loaded(DESIGN);
    assertThat(topology.streams().keySet())
        .containsExactly(
            "raw-orders", "orders", "big-orders", "check-orders-failures", "warehouse-errors");
    StreamDefinition raw = topology.streams().get("raw-orders");
    assertThat(raw.spec().partitions()).isEqualTo(4);
    assertThat(raw.spec().retention()).contains(Duration.ofDays(7));
    assertThat(raw.key()).contains(FieldPath.of("shopper.id"));
    assertThat(raw.id()).contains(FieldPath.of("event_id"));
    assertThat(raw.effectiveAt()).contains(FieldPath.of("timestamp"));
    assertThat(raw.headers()).containsExactly("X-Request-Id");
    assertThat(topology.streams().get("orders").format())
        .isEqualTo(new Format.Json(Set.of(Format.Leniency.DUPLICATE_NAMES)));
    assertThat(topology.streams().get("big-orders").format()).isEqualTo(new Format.Opaque());
    assertThat(topology.streams().get("big-orders").spec().retentionBytes()).hasValue(1L << 30);

    PipelineDefinition check = topology.pipelines().get(0);
    assertThat(check.from()).containsExactly("raw-orders");
    assertThat(check.failures()).isEqualTo("check-orders-failures");
    assertThat(check.workers()).hasValue(3);
    assertThat(check.stages())
        .extracting(StageDefinition::name)
        .containsExactly("json-schema", "product-names");
    StageDefinition lookup = check.stages().get(1);
    assertThat(lookup.kind()).isEqualTo(StageKind.ENRICH);
    assertThat(lookup.uses()).isEqualTo("lookup");
    assertThat(lookup.when()).contains(new Expression("has(body.product)", at(14, 16)));
    assertThat(lookup.settings().entries().keySet()).containsExactly("file", "on", "add");
    assertThat(check.to())
        .containsExactly(
            new Route(
                "big-orders",
                Optional.of(new Expression("body.total > 1000", at(17, 38))),
                at(17, 19)),
            new Route("orders", Optional.empty(), at(18, 9)));

    PipelineDefinition warehouse = topology.pipelines().get(1);
    assertThat(warehouse.from()).containsExactly("orders", "big-orders");
    assertThat(warehouse.to()).isEmpty();
    assertThat(warehouse.giveUpAfter()).contains(Duration.ofMinutes(10));
    StageDefinition deliver = warehouse.deliver().orElseThrow();
    assertThat(deliver.kind()).isEqualTo(StageKind.DELIVER);
    Node password = deliver.settings().entries().get("password").value();
    assertThat(((Node.Scalar) password).text()).isEqualTo("${env:DB_PASSWORD}");
  }

  @Test
  void failureStreamsAreAsWideAsTheWidestInput() throws IOException {
    Topology topology =
        in(home)
            .loaded(
                """
            streams: { a: { partitions: 3 }, b: { partitions: 5 }, out: {}, own: { partitions: 2 } }
            pipelines:
              last: { from: second-failures, to: out, failures: own }
              second: { from: first-failures, to: out }
              first: { from: [a, b], to: out }
            """);
    assertThat(topology.streams().get("first-failures").spec().partitions()).isEqualTo(5);
    assertThat(topology.streams().get("first-failures").format())
        .isEqualTo(new Format.Json(Set.of()));
    assertThat(topology.streams().get("second-failures").spec().partitions()).isEqualTo(5);
    assertThat(topology.streams().get("own").spec().partitions()).isEqualTo(2);
    assertThat(topology.streams()).containsKey("own").doesNotContainKey("last-failures");
  }

  @Test
  void filesOfADirectoryAreOneTopology() throws IOException {
    Path directory = Files.createDirectory(home.resolve("topology"));
    Files.writeString(directory.resolve("b.yaml"), "pipelines:\n  p: { from: a, to: b }\n");
    Files.writeString(directory.resolve("a.yml"), "streams:\n  a: {}\n  b: {}\n");
    Files.writeString(directory.resolve("c.txt"), "no topology");
    Files.writeString(directory.resolve("d.yaml"), "");
    Topology topology = in(home).loader().load(directory, new Problems()).orElseThrow();
    assertThat(topology.pipelines()).hasSize(1);

    Files.writeString(
        directory.resolve("d.yaml"), "streams: { b: {} }\nsinks: { p: {from: b, deliver: file} }");
    Problems problems = new Problems();
    assertThat(in(home).loader().load(directory, problems)).isEmpty();
    assertThat(problems.list())
        .extracting(problem -> problem.toString().replace(directory + "/", ""))
        .containsExactly(
            "d.yaml:1:12: error: there is a stream 'b' already, at a.yml:3:3; rename or remove one"
                + " of them [topology.duplicate-name]",
            "d.yaml:2:10: error: there is a pipeline or sink 'p' already, at b.yaml:2:3; rename or"
                + " remove one of them [topology.duplicate-name]");
  }

  @Test
  void whatIsNotThereIsTold() throws IOException {
    assertThat(in(home).problemsOf(""))
        .containsExactly("1:1: error: there is nothing in it; add 'streams:' [topology.empty]");
    Path none = home.resolve("none.yaml");
    Problems problems = new Problems();
    assertThat(in(home).loader().load(none, problems)).isEmpty();
    assertThat(in(home).loader().load(Files.createDirectory(home.resolve("empty")), problems))
        .isEmpty();
    assertThat(problems.list())
        .extracting(Problem::code)
        .containsExactly("config.no-file", "topology.no-files");
  }

  @Test
  void avroHasASchemaAndAFraming() throws IOException {
    Path schema = in(home).write("order.avsc", "{}");
    Topology topology =
        in(home)
            .loaded(
                """
            streams:
              a: { format: { name: avro, schema: order.avsc } }
              b: { format: { name: avro, schema: order.avsc, framing: raw } }
            pipelines: { p: { from: a, to: b } }
            """);
    assertThat(topology.streams().get("a").format())
        .isEqualTo(new Format.Avro(schema, Format.Framing.SINGLE_OBJECT));
    assertThat(topology.streams().get("b").format())
        .isEqualTo(new Format.Avro(schema, Format.Framing.RAW));
    assertThat(
            in(home)
                .problemsOf(
                    """
                streams:
                  a: { format: { name: avro, schema: none.avsc } }
                  b: { format: { name: json, schema: order.avsc } }
                  c: { format: { name: bytes, lenient: [duplicate-names] } }
                  d: { format: { schema: order.avsc } }
                """))
        .containsExactly(
            "2:24: error: its schema is not there; make the file, or mend its path [topology.format]",
            "3:24: error: only avro has a schema and a framing; remove them [topology.format]",
            "4:24: error: only json can be lenient; remove 'lenient' [topology.format]",
            "5:16: error: the format has no name; add 'name:' with json, avro or bytes [topology.format]");
  }

  @Test
  void thousandsOfPipelinesAreNoTrouble() throws IOException {
    int many = 5000;
    String streams =
        IntStream.rangeClosed(0, many)
            .mapToObj(i -> "s" + i + ": {}")
            .collect(Collectors.joining(", ", "streams: { ", " }\n"));
    String chain =
        IntStream.range(0, many)
            .mapToObj(
                i -> "  p" + i + ": { from: s" + (many - i - 1) + ", to: s" + (many - i) + " }\n")
            .collect(Collectors.joining("", "pipelines:\n", ""));
    assertThat(in(home).loaded(streams + chain).pipelines()).hasSize(many);
    String failures =
        IntStream.range(0, many)
            .mapToObj(i -> "  p" + i + ": { from: p" + (i + 1) + "-failures, to: s0 }\n")
            .collect(
                Collectors.joining("", "pipelines:\n", "  p" + many + ": { from: s1, to: s2 }\n"));
    assertThat(
            in(home)
                .loaded("streams: { s0: {}, s1: { partitions: 7 }, s2: {} }\n" + failures)
                .streams()
                .get("p0-failures")
                .spec()
                .partitions())
        .isEqualTo(7);
    String unknown =
        IntStream.range(0, many)
            .mapToObj(i -> "  p" + i + ": { from: s" + i + ", to: t" + i + " }\n")
            .collect(Collectors.joining("", "pipelines:\n", ""));
    assertThat(in(home).problemsOf(streams + unknown)).hasSize(many);
  }

  private Location at(int line, int column) {
    return new Location(in(home).file(), line, column);
  }
}
