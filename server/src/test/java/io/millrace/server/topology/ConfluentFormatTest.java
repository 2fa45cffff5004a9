package io.millrace.server.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.config.problem.Problem;
import io.millrace.server.config.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a topology names a stream whose schemas are in a registry, rightly and wrongly. */
class ConfluentFormatTest {

  @TempDir private Path home;
  private final Problems problems = new Problems();

  @Test
  void theSubjectIsTheStreamsUnlessItIsGiven() throws IOException {
    Path schema = Files.writeString(home.resolve("a.avsc"), "\"string\"");
    Topology topology =
        load("""
                streams:
                  a: { format: { name: avro, framing: confluent } }
                  b: { format: { name: avro, framing: confluent, subject: people, schema: a.avsc, register: true } }
                pipelines: { p: { from: a, to: b } }
                """)
            .orElseThrow();
    assertThat(topology.streams().get("a").format())
        .isEqualTo(new Format.Confluent("a-value", Optional.empty(), false));
    assertThat(topology.streams().get("b").format())
        .isEqualTo(new Format.Confluent("people", Optional.of(schema), true));
  }

  @Test
  void whatDoesNotFitIsSaidWithTheEditThatMendsIt() throws IOException {
    assertThat(
            load(
                """
                streams:
                  a: { format: { name: avro, framing: confluent, register: true } }
                  b: { format: { name: avro, schema: x.avsc, subject: people } }
                  c: { format: { name: avro, framing: confluent, subject: "" } }
                  d: { format: { name: avro, framing: confluent, schema: none.avsc } }
                  e: { format: { name: json, subject: people } }
                  z: {}
                pipelines: { p: { from: [a, b, c, d, e], to: z } }
                """))
        .isEmpty();
    assertThat(said())
        .containsExactly(
            "2:24: error: there is no schema to register; add 'schema:' with its file, or remove it [topology.format]",
            "3:24: error: only avro with the framing confluent has a subject and registers a schema; add 'framing: confluent', or remove them [topology.format]",
            "4:24: error: the subject is empty; write one, or remove the key [topology.format]",
            "5:24: error: its schema is not there; make the file, or mend its path [topology.format]",
            "6:24: error: only avro with the framing confluent has a subject and registers a schema; add 'framing: confluent', or remove them [topology.format]");
  }

  private Optional<Topology> load(String yaml) throws IOException {
    Path file = Files.writeString(home.resolve("t.yaml"), yaml);
    return new TopologyLoader(name -> Optional.empty(), home).load(file, problems);
  }

  private List<String> said() {
    int place = home.resolve("t.yaml").toString().length() + 1;
    return problems.list().stream()
        .filter(Problem::isError)
        .map(problem -> problem.toString().substring(place))
        .toList();
  }
}
