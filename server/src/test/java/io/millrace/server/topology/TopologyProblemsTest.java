package io.millrace.server.topology;

import static io.millrace.server.topology.TestingTopologies.in;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.problem.Problems;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong or odd in a topology is told: all of it, each where it stands, and once. */
@Timeout(20)
class TopologyProblemsTest {

  @TempDir Path home;

  @Test
  void allProblemsAreToldAtOnceByPlace() throws IOException {
    assertThat(
            in(home)
                .problemsOf(
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
                + in(home).file()
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
                + in(home).file()
                + ":8:3; rename or remove one of them [topology.duplicate-name]",
            "22:3: error: the sink has no 'deliver'; add 'deliver:' with a sink, such as file [topology.verb]");
  }

  @Test
  void aMergeKeyHidesNothing() throws IOException {
    assertThat(
            in(home)
                .problemsOf(
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
            in(home)
                .problemsOf(
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
            in(home)
                .problemsOf(
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
            in(home)
                .problemsOf(
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
        in(home)
            .write(
                "t.yaml",
                """
            streams: { in: {}, out: {}, idle: {}, order-failures: {} }
            pipelines:
              one: { from: in, to: out, failures: order-failurs }
            """);
    assertThat(in(home).loader().load(file, problems)).isPresent();
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
}
