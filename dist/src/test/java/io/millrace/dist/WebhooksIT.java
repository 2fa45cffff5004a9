package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * 139 real webhooks of 32 kinds through one ingest stream, each validated with its own schema, by
 * the kind in the header {@code X-GitHub-Event}.
 */
@ExtendWith(DistributionExtension.class)
final class WebhooksIT {

  private static final String HEADER = "X-GitHub-Event";
  private static final int PAYLOADS = 139;
  private static final int KINDS = 32;

  private final Distribution distribution;
  private final RealData data;
  @TempDir private Path directory;

  WebhooksIT(Distribution distribution) {
    this.distribution = distribution;
    this.data = RealData.find(distribution);
  }

  @Test
  void eachIsValidUnderTheSchemaThatItsHeaderNames() throws Exception {
    String stage =
        "      - validate: json-schema\n        with: { schemas: { header: %s, directory: '%s' } }\n"
            .formatted(HEADER, data.webhookSchemas());
    everyPayloadArrives(stage);
  }

  @Test
  void eachIsValidUnderTheSchemaOfTheStageForItsKind() throws Exception {
    StringBuilder stages = new StringBuilder();
    for (String kind : data.webhooks().keySet()) {
      stages.append(
          """
                - validate: json-schema
                  name: %1$s
                  when: 'headers["%2$s"] == "%1$s"'
                  with: { schema: '%3$s/%1$s.schema.json' }
          """
              .indent(4)
              .formatted(kind, HEADER, data.webhookSchemas()));
    }
    everyPayloadArrives(stages.toString());
  }

  private void everyPayloadArrives(String stages) throws Exception {
    try (RunningServer server = start(stages)) {
      List<String> sent = send(server.streams());
      assertThat(server.streams().counts().of("check", "succeeded")).isEqualTo(PAYLOADS);
      assertThat(server.streams().values("webhooks")).containsExactlyInAnyOrderElementsOf(sent);
      for (Map.Entry<String, List<String>> kind : data.webhooks().entrySet()) {
        assertThat(server.streams().values("kind-" + kind.getKey()))
            .as(kind.getKey())
            .containsExactlyInAnyOrderElementsOf(kind.getValue());
      }
      assertThat(server.stop()).as(server.log()).isZero();
    }
  }

  @Test
  void underAWrongSchemaEachFailsAndIsKeptWhole() throws Exception {
    List<String> kinds = List.copyOf(data.webhooks().keySet());
    StringBuilder files = new StringBuilder();
    for (int kind = 0; kind < kinds.size(); kind++) {
      String wrong = kinds.get((kind + 1) % kinds.size());
      files.append(
          "            %s: '%s/%s.schema.json'\n"
              .formatted(kinds.get(kind), data.webhookSchemas(), wrong));
    }
    String stage =
        "      - validate: json-schema\n        with:\n          schemas:\n            header: %s\n"
            .formatted(HEADER);
    try (RunningServer server =
        start(stage + "            files:\n" + files.toString().indent(2))) {
      List<String> sent = send(server.streams());
      assertThat(server.streams().counts().of("check", "failed")).isEqualTo(PAYLOADS);
      List<FailureRecord> failures = FailureRecord.all(server.streams(), "check-failures");
      assertThat(failures)
          .allSatisfy(failure -> assertThat(failure.codes()).contains("json-schema.violated"));
      assertThat(failures.stream().map(FailureRecord::original))
          .containsExactlyInAnyOrderElementsOf(sent);
      assertThat(server.stop()).as(server.log()).isZero();
    }
  }

  private RunningServer start(String stages) throws Exception {
    StringBuilder streams = new StringBuilder();
    StringBuilder routes = new StringBuilder();
    for (String kind : data.webhooks().keySet()) {
      streams.append("  kind-%s: {}\n".formatted(kind));
      routes.append(
          "      - { stream: kind-%1$s, when: 'headers[\"%2$s\"] == \"%1$s\"' }\n"
              .formatted(kind, HEADER));
    }
    Path topology = directory.resolve("topology.yaml");
    Files.writeString(
        topology,
        "streams:\n  webhooks: { partitions: 2, headers: ["
            + HEADER
            + "] }\n"
            + streams
            + "pipelines:\n  check:\n    from: webhooks\n    stages:\n"
            + stages
            + "    to:\n"
            + routes);
    return RunningServer.start(distribution, directory, "--topology", topology);
  }

  /** Sends each payload in a request of its own; they are processed when this returns. */
  private List<String> send(Streams streams) throws Exception {
    List<String> sent = new ArrayList<>();
    Map<String, List<String>> webhooks = data.webhooks();
    assertThat(webhooks).hasSize(KINDS);
    for (Map.Entry<String, List<String>> kind : webhooks.entrySet()) {
      for (String payload : kind.getValue()) {
        assertThat(streams.post("webhooks", payload, Map.of(HEADER, kind.getKey()))).isEqualTo(200);
        sent.add(payload);
      }
    }
    assertThat(sent).hasSize(PAYLOADS);
    Waiting.until("all are processed", () -> streams.counts().input("check") == PAYLOADS);
    assertThat(streams.counts().withoutIdentity()).isEmpty();
    return sent;
  }
}
