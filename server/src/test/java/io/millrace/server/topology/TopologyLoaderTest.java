package io.millrace.server.topology;

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
import java.util.List;
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
    Topology topology = loaded(DESIGN);
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
        loaded(
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
  void allProblemsAreToldAtOnceByPlace() throws IOException {
    assertThat(
            problemsOf(
                """
                streams:
                  Raw Orders: {}
                  raw-orders: { partitons: 4, format: jsn }
                  orders: { partitions: 0, retention: x, key: a..b }
                  binary: { format: { name: avro } }
                  text: [1]
                pipelines:
                  one:
                    form: raw-orders
                    stages:
                      - validte: required
                      - { validate: required, enrich: stamp }
                      - { deliver: file }
                      - validate: required
                      - validate: required
                      - { enrich: stamp, when: "" }
                    to: [ordres, { when: x }, { stream: text, whn: y }, [], orders, orders]
                    workers: 0
                  two: { from: [], to: [] }
                sinks:
                  one: { from: orders, deliver: file }
                  three: { from: binary }
                """))
        .containsExactly(
            "2:3: error: 'Raw Orders' is no name for a stream; use at most 200 of a-z, 0-9, '-', '_' and '.', a letter or digit first, such as 'raw-orders' [topology.name]",
            "3:17: error: the key 'partitons' is not known; did you mean 'partitions'? [config.unknown-key]",
            "3:39: error: there is no format 'jsn'; did you mean 'json'? [topology.format]",
            "4:25: error: partitions is 0, and must be from 1 to 1000 [config.refused]",
            "4:39: error: 'x' is not a duration; write a number and a unit, such as 500ms, 5s, 10m, 1h or 7d [config.type]",
            "4:47: error: 'a..b' is not a field path; write names joined by dots, such as shopper.ip or items[0].sku [config.type]",
            "5:29: error: avro needs a schema; write 'format: { name: avro, schema: schemas/order.avsc }', or 'framing: confluent' for schemas of a registry [topology.format]",
            "6:9: error: the stream 'text' must be a map; write 'text: { partitions: 4 }' [topology.shape]",
            "8:3: error: there is no 'from'; add 'from:' with a stream [topology.route]",
            "9:5: error: the key 'form' is not known; did you mean 'from'? [config.unknown-key]",
            "11:9: error: the key 'validte' is not known; did you mean 'validate'? [config.unknown-key]",
            "11:9: error: the stage does nothing; add one of validate, enrich, transform [topology.verb]",
            "12:9: error: the stage does more than one thing; make a stage of its own for each of validate, enrich, transform [topology.verb]",
            "13:11: error: a pipeline does not deliver; write a sink under 'sinks:' that reads a stream of this pipeline [topology.verb]",
            "15:19: error: two stages of the pipeline are named 'required', the first at "
                + file()
                + ":14:19; give one of them another 'name:' [topology.duplicate-stage]",
            "16:32: error: the condition is empty; write a CEL expression, such as \"body.total > 1000\" [topology.when]",
            "17:10: error: there is no stream 'ordres'; did you mean 'orders'? [topology.unknown-stream]",
            "17:18: error: the route has no stream; add 'stream:' with a stream [topology.route]",
            "17:47: error: the key 'whn' is not known; did you mean 'when'? [config.unknown-key]",
            "17:57: error: this is no route; write a stream, a list of streams, or { stream: …, when: … } [topology.route]",
            "17:69: error: 'orders' is twice in 'to'; keep one, and join the conditions with '||' [topology.route]",
            "18:14: error: workers must be from 1 to 1024 [config.refused]",
            "19:16: error: 'from' is empty; write a stream [topology.route]",
            "19:24: error: 'to' is empty; write a stream [topology.route]",
            "21:3: error: there is a pipeline or sink 'one' already, at "
                + file()
                + ":8:3; rename or remove one of them [topology.duplicate-name]",
            "22:3: error: the sink has no 'deliver'; add 'deliver:' with a sink, such as file [topology.verb]");
  }

  @Test
  void aMergeKeyHidesNothing() throws IOException {
    assertThat(
            problemsOf(
                """
                streams:
                  orders: &usual { partitions: 2, format: jsn }
                  clean: { <<: *usual, format: json, retention: x }
                pipelines:
                  first: &first { from: orders, to: clean, stages: [ &stage { validate: required } ] }
                  second:
                    <<: *first
                    from: ordres
                    stages: [ { <<: *stage, name: second } ]
                """))
        .containsExactly(
            "2:43: error: there is no format 'jsn'; did you mean 'json'? [topology.format]",
            "3:12: error: merge keys ('<<') are not read; write the keys out [config.merge-key]",
            "3:49: error: 'x' is not a duration; write a number and a unit, such as 500ms, 5s, 10m, 1h or 7d [config.type]",
            "7:5: error: merge keys ('<<') are not read; write the keys out [config.merge-key]",
            "8:11: error: there is no stream 'ordres'; did you mean 'orders'? [topology.unknown-stream]",
            "9:17: error: merge keys ('<<') are not read; write the keys out [config.merge-key]");
  }

  /** A value with aliases is checked wherever it is used. */
  @Test
  void whatIsWrongInAnAnchorIsToldOnce() throws IOException {
    assertThat(
            problemsOf(
                """
                streams: { a: &usual { partitions: 0 }, b: *usual, c: *usual }
                pipelines: { p: { from: a, to: [b, c] } }
                """))
        .containsExactly(
            "1:36: error: partitions is 0, and must be from 1 to 1000 [config.refused]");
  }

  @Test
  void streamsThatFeedThemselvesAreShown() throws IOException {
    assertThat(
            problemsOf(
                """
                streams: { a: {}, b: {}, c: {}, d: {} }
                pipelines:
                  one: { from: a, to: b }
                  two: { from: b, to: [c, d] }
                  three: { from: c, to: a }
                """))
        .containsExactly(
            "5:3: error: events would go round for ever: a -> one -> b -> two -> c -> three -> a;"
                + " let 'three' write to another stream than 'a' [topology.cycle]");
    assertThat(
            problemsOf(
                """
                streams: { a: {}, b: {} }
                pipelines:
                  retry: { from: [a, retry-failures], to: b }
                  same: { from: b, to: b }
                sinks:
                  out: { from: b, deliver: file, failures: b }
                """))
        .containsExactlyInAnyOrder(
            "3:3: error: events would go round for ever: retry-failures -> retry -> retry-failures;"
                + " let 'retry' write to another stream than 'retry-failures' [topology.cycle]",
            "4:3: error: events would go round for ever: b -> same -> b;"
                + " let 'same' write to another stream than 'b' [topology.cycle]",
            "6:3: error: events would go round for ever: b -> out -> b;"
                + " let 'out' write to another stream than 'b' [topology.cycle]");
  }

  @Test
  void whatIsOddIsAWarning() throws IOException {
    Problems problems = new Problems();
    Path file =
        write(
            "t.yaml",
            """
            streams: { in: {}, out: {}, idle: {}, order-failures: {} }
            pipelines:
              one: { from: in, to: out, failures: order-failurs }
            """);
    assertThat(loader().load(file, problems)).isPresent();
    assertThat(problems.list())
        .extracting(problem -> problem.toString().substring(file.toString().length() + 1))
        .containsExactly(
            "1:29: warning: no pipeline reads or writes the stream 'idle'; use it, or remove it"
                + " [topology.unused-stream]",
            "1:39: warning: no pipeline reads or writes the stream 'order-failures'; use it, or"
                + " remove it [topology.unused-stream]",
            "3:39: warning: the failure stream 'order-failurs' is not declared, and is made; did you"
                + " mean 'order-failures'? [topology.failures]");
  }

  @Test
  void filesOfADirectoryAreOneTopology() throws IOException {
    Path directory = Files.createDirectory(home.resolve("topology"));
    Files.writeString(directory.resolve("b.yaml"), "pipelines:\n  p: { from: a, to: b }\n");
    Files.writeString(directory.resolve("a.yml"), "streams:\n  a: {}\n  b: {}\n");
    Files.writeString(directory.resolve("c.txt"), "no topology");
    Files.writeString(directory.resolve("d.yaml"), "");
    Topology topology = loader().load(directory, new Problems()).orElseThrow();
    assertThat(topology.pipelines()).hasSize(1);

    Files.writeString(
        directory.resolve("d.yaml"), "streams: { b: {} }\nsinks: { p: {from: b, deliver: file} }");
    Problems problems = new Problems();
    assertThat(loader().load(directory, problems)).isEmpty();
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
    assertThat(problemsOf(""))
        .containsExactly("1:1: error: there is nothing in it; add 'streams:' [topology.empty]");
    Path none = home.resolve("none.yaml");
    Problems problems = new Problems();
    assertThat(loader().load(none, problems)).isEmpty();
    assertThat(loader().load(Files.createDirectory(home.resolve("empty")), problems)).isEmpty();
    assertThat(problems.list())
        .extracting(Problem::code)
        .containsExactly("config.no-file", "topology.no-files");
  }

  @Test
  void avroHasASchemaAndAFraming() throws IOException {
    Path schema = write("order.avsc", "{}");
    Topology topology =
        loaded(
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
            problemsOf(
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
    assertThat(loaded(streams + chain).pipelines()).hasSize(many);
    String failures =
        IntStream.range(0, many)
            .mapToObj(i -> "  p" + i + ": { from: p" + (i + 1) + "-failures, to: s0 }\n")
            .collect(
                Collectors.joining("", "pipelines:\n", "  p" + many + ": { from: s1, to: s2 }\n"));
    assertThat(
            loaded("streams: { s0: {}, s1: { partitions: 7 }, s2: {} }\n" + failures)
                .streams()
                .get("p0-failures")
                .spec()
                .partitions())
        .isEqualTo(7);
    String unknown =
        IntStream.range(0, many)
            .mapToObj(i -> "  p" + i + ": { from: s" + i + ", to: t" + i + " }\n")
            .collect(Collectors.joining("", "pipelines:\n", ""));
    assertThat(problemsOf(streams + unknown)).hasSize(many);
  }

  private Location at(int line, int column) {
    return new Location(file(), line, column);
  }

  private String file() {
    return home.resolve("t.yaml").toString();
  }

  private TopologyLoader loader() {
    return new TopologyLoader(name -> Optional.empty(), home);
  }

  private Topology loaded(String yaml) throws IOException {
    Problems problems = new Problems();
    Optional<Topology> topology = loader().load(write("t.yaml", yaml), problems);
    assertThat(problems.list()).filteredOn(Problem::isError).isEmpty();
    return topology.orElseThrow();
  }

  private List<String> problemsOf(String yaml) throws IOException {
    Problems problems = new Problems();
    assertThat(loader().load(write("t.yaml", yaml), problems)).isEmpty();
    return problems.list().stream()
        .filter(Problem::isError)
        .map(problem -> problem.toString().substring(file().length() + 1))
        .toList();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(home.resolve(name), text);
  }
}
