package io.millrace.server.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.config.ServerConfigLoader;
import io.millrace.server.config.bind.SettingsSchema;
import io.millrace.server.config.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

/** The files of {@code conf/} and {@code schemas/} fit the code, and each other. */
class ShippedFilesTest {

  private static final Path ROOT = Path.of(System.getProperty("millrace.root"));

  /** {@code -Dmillrace.write-schemas=true} writes the schemas anew. */
  private static final boolean WRITE = Boolean.getBoolean("millrace.write-schemas");

  @TempDir Path directory;

  @Test
  void theSampleTopologyIsFine() {
    Problems problems = new Problems();
    Optional<Topology> topology =
        loader().load(ROOT.resolve("conf").resolve("topology.yaml"), problems);
    assertThat(problems.list()).isEmpty();
    assertThat(topology.orElseThrow().pipelines())
        .extracting(PipelineDefinition::name)
        .containsExactly("check-orders", "split-orders", "check-page-views", "big-orders-archive");
  }

  @Test
  void theServerFileSaysTheDefaults() {
    Problems problems = new Problems();
    ServerConfigLoader loader = new ServerConfigLoader(name -> Optional.empty(), ROOT);
    ServerConfig shipped = loader.loadDefault(List.of(), problems).orElseThrow().config();
    assertThat(problems.list()).isEmpty();
    ServerConfig defaults =
        new ServerConfigLoader(name -> Optional.empty(), directory)
            .loadDefault(
                List.of(
                    "data.directory=" + ROOT.resolve("data"),
                    "plugins.directory=" + ROOT.resolve("plugins")),
                problems)
            .orElseThrow()
            .config();
    assertThat(shipped).isEqualTo(defaults);
  }

  @Test
  void theSchemasAreThoseOfTheCode() throws IOException {
    assertThat(file("topology.schema.json", TopologySchema.create()))
        .isEqualTo(json(TopologySchema.create()));
    assertThat(file("server.schema.json", serverSchema())).isEqualTo(json(serverSchema()));
  }

  @Test
  void theShippedFilesFitTheSchemas() throws IOException {
    assertThat(violations(TopologySchema.create(), read("conf/topology.yaml"))).isEmpty();
    assertThat(violations(serverSchema(), read("conf/server.yaml"))).isEmpty();
  }

  /**
   * The sample orders that the schema refuses. It does not see the two with an unknown product (56
   * and 121), the one with two names alike (93) and, as this parser lets it pass, that with NaN.
   */
  @Test
  void someSampleOrdersAreBrokenOnPurpose() throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(read("schemas/order.json"), InputFormat.JSON);
    List<String> orders = read("conf/samples/orders.ndjson").lines().toList();
    List<Integer> refused =
        IntStream.rangeClosed(1, orders.size())
            .filter(line -> !fits(schema, orders.get(line - 1)))
            .boxed()
            .toList();
    assertThat(orders).hasSize(200);
    assertThat(refused)
        .containsExactly(
            10, 20, 29, 38, 49, 67, 75, 84, 102, 113, 130, 139, 148, 157, 169, 178, 191);
  }

  private static boolean fits(Schema schema, String json) {
    try {
      return schema.validate(json, InputFormat.JSON).isEmpty();
    } catch (JacksonException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "streams: { a: {}, b: }\npipelines: { p: { from: a, to: b } }",
        "streams: { a: { format: { name: json, lenient: [duplicate-names] } } }",
        "streams: { a: { partitions: 3, retention: 7d, retention-bytes: 1GiB, headers: [A, B] } }",
        "streams: { a: {}, b: {} }\npipelines: { p: { from: [a], to: [b, {stream: a-b}] } }\nsinks:",
        "streams: { a: {}, b: {} }\nsinks: { p: { from: a, deliver: file, with: { x: [1] } } }",
        "streams: { a: {}, b: {} }\npipelines: { p: { from: a, to: b, give-up-after: 5m, workers: 2,"
            + " stages: [ { validate: x, name: y, when: 'true' }, { enrich: z, with: } ] } }",
        "streams: { a: { partitions: \"${env:NONE:3}\" } }"
      })
  void whatFitsTheSchemaIsLoaded(String yaml) throws IOException {
    assertThat(violations(TopologySchema.create(), yaml)).isEmpty();
    Problems problems = new Problems();
    loader().load(Files.writeString(directory.resolve("t.yaml"), yaml), problems);
    assertThat(problems.list())
        .extracting(problem -> problem.code())
        .isSubsetOf("topology.unknown-stream", "topology.unused-stream");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "streams: { a: { partitons: 1 } }",
        "streams: { A: {} }",
        "streams: [a]",
        "streams: { a: { format: jsn } }",
        "streams: { a: { format: { schema: x } } }",
        "streams: { a: { retention: 7 apples } }",
        "pipelines: { p: { to: a } }",
        "pipelines: { p: { from: [], to: a } }",
        "pipelines: { p: { from: a, to: { when: x } } }",
        "pipelines: { p: { from: a, to: b, stages: [ { validate: x, enrich: y } ] } }",
        "pipelines: { p: { from: a, to: b, stages: [ {} ] } }",
        "sinks: { p: { from: a } }",
      })
  void whatTheSchemaRefusesIsRefused(String yaml) throws IOException {
    assertThat(violations(TopologySchema.create(), yaml)).isNotEmpty();
    Problems problems = new Problems();
    assertThat(loader().load(Files.writeString(directory.resolve("t.yaml"), yaml), problems))
        .isEmpty();
    assertThat(problems.hasErrors()).isTrue();
  }

  private static Map<String, Object> serverSchema() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "The settings of a Millrace server");
    schema.putAll(SettingsSchema.of(ServerConfig.class));
    return schema;
  }

  private static String file(String name, Map<String, Object> schema) throws IOException {
    Path file = ROOT.resolve("schemas").resolve(name);
    if (WRITE) {
      Files.writeString(file, json(schema));
    }
    return Files.readString(file);
  }

  private static String json(Map<String, Object> schema) throws IOException {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    return new ObjectMapper().writer(printer).writeValueAsString(schema) + "\n";
  }

  private static List<Error> violations(Map<String, Object> schema, String yaml)
      throws IOException {
    Schema compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(json(schema), InputFormat.JSON);
    return compiled.validate(yaml, InputFormat.YAML);
  }

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  private static TopologyLoader loader() {
    return new TopologyLoader(name -> Optional.empty(), ROOT);
  }
}
