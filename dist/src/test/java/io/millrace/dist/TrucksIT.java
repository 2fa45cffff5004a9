package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * 130 real events of trucks: validated with the schema of their kind, enriched from two tables,
 * split by kind into streams and stored by the file sink.
 */
@ExtendWith(DistributionExtension.class)
final class TrucksIT {

  private static final int EVENTS = 130;
  private static final List<String> KINDS =
      List.of(
          "TRUCK_ARRIVES",
          "TRUCK_DEPARTS",
          "MECHANIC_CHANGES_OIL",
          "DRIVER_DELIVERS_PACKAGE",
          "DRIVER_MISSES_CUSTOMER");

  private final Distribution distribution;
  private final RealData data;
  @TempDir private Path directory;

  TrucksIT(Distribution distribution) {
    this.distribution = distribution;
    this.data = RealData.find(distribution);
  }

  @Test
  void eachIsInTheFilesOfItsKindOnceAfterAStop() throws Exception {
    Path topology = topology();
    try (RunningServer server = start(topology)) {
      send(server, 0, EVENTS);
      Waiting.until("all are stored", () -> stored() >= EVENTS);
      assertThat(server.streams().counts().withoutIdentity()).isEmpty();
      assertThat(server.stop()).as(server.log()).isZero();
    }
    assertEachIsThereOnce();
  }

  @Test
  void eachIsThereOnceAlsoAfterKills() throws Exception {
    Path topology = topology();
    int parts = 3;
    for (int part = 0; part < parts; part++) {
      try (RunningServer server = start(topology)) {
        send(server, part * EVENTS / parts, (part + 1) * EVENTS / parts);
        server.kill();
      }
    }
    try (RunningServer server = start(topology)) {
      Waiting.until("all are stored", () -> stored() >= EVENTS);
      assertThat(server.streams().count("sort-failures")).isZero();
      assertThat(server.stop()).as(server.log()).isZero();
    }
    assertEachIsThereOnce();
  }

  private RunningServer start(Path topology) throws Exception {
    return RunningServer.start(distribution, directory, "--topology", topology);
  }

  private void send(RunningServer server, int from, int to) throws Exception {
    for (String event : data.trucks().subList(from, to)) {
      assertThat(server.streams().post("trucks", event, Map.of())).isEqualTo(200);
    }
  }

  private void assertEachIsThereOnce() throws Exception {
    Map<String, List<String>> expected = new TreeMap<>();
    for (String event : data.trucks()) {
      String kind = Page.json(event).path("event").asText();
      expected.computeIfAbsent(kind, name -> new ArrayList<>()).add(Page.json(event).toString());
    }
    Map<String, List<String>> found = new TreeMap<>();
    for (Map.Entry<String, List<String>> kind : files().entrySet()) {
      for (String line : kind.getValue()) {
        found
            .computeIfAbsent(kind.getKey(), name -> new ArrayList<>())
            .add(withoutEnrichment(line, kind.getKey()));
      }
    }
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (kind, events) ->
            assertThat(found.get(kind)).as(kind).containsExactlyInAnyOrderElementsOf(events));
    assertThat(expected.values().stream().mapToInt(List::size).sum()).isEqualTo(EVENTS);
  }

  /** The event as it was sent; what was added is as the tables say. */
  private static String withoutEnrichment(String line, String kind) throws IOException {
    JsonNode event = Page.json(line);
    assertThat(event.path("description").asText()).isEqualTo(description(kind));
    if (event.has("vehicle")) {
      ObjectNode vehicle = (ObjectNode) event.path("vehicle");
      assertThat(vehicle.remove("name").asText())
          .isEqualTo("truck " + vehicle.path("vin").asText());
    }
    ((ObjectNode) event).remove("description");
    return event.toString();
  }

  private static String description(String kind) {
    return kind.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The lines of the sink's files, by kind, those of open files included. */
  private Map<String, List<String>> files() throws IOException {
    Map<String, List<String>> lines = new TreeMap<>();
    for (String kind : KINDS) {
      Path folder = directory.resolve("archive").resolve(kind);
      if (Files.isDirectory(folder)) {
        lines.put(kind, lines(folder));
      }
    }
    return lines;
  }

  private int stored() throws IOException {
    return files().values().stream().mapToInt(List::size).sum();
  }

  private static List<String> lines(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".ndjson") || name.endsWith(".ndjson.part")) {
          lines.addAll(Files.readAllLines(file));
        }
      }
    } catch (NoSuchFileException renamed) {
      return List.of();
    }
    return lines;
  }

  private Path topology() throws IOException {
    StringBuilder vehicles = new StringBuilder("vin,name\n");
    data.trucks().stream()
        .map(TrucksIT::vin)
        .filter(vin -> !vin.isEmpty())
        .distinct()
        .forEach(vin -> vehicles.append(vin + ",truck " + vin + "\n"));
    Files.writeString(directory.resolve("vehicles.csv"), vehicles);
    StringBuilder kinds = new StringBuilder("event,description\n");
    StringBuilder streams = new StringBuilder();
    StringBuilder schemas = new StringBuilder();
    StringBuilder routes = new StringBuilder();
    StringBuilder sinks = new StringBuilder();
    for (String kind : KINDS) {
      kinds.append(kind + "," + description(kind) + "\n");
      streams.append("  kind-%s: {}\n".formatted(kind.toLowerCase(Locale.ROOT)));
      schemas.append(
          "              %s: '%s/%s.json'\n"
              .formatted(kind, data.truckSchemas(), kind.toLowerCase(Locale.ROOT)));
      routes.append(
          "      - { stream: kind-%s, when: 'body.event == \"%s\"' }\n"
              .formatted(kind.toLowerCase(Locale.ROOT), kind));
      sinks.append(
          "  store-%1$s:\n    from: kind-%1$s\n    deliver: file\n    with: { directory: '%2$s/archive/%3$s' }\n"
              .formatted(kind.toLowerCase(Locale.ROOT), directory, kind));
    }
    Files.writeString(directory.resolve("kinds.csv"), kinds);
    return Files.writeString(
        directory.resolve("topology.yaml"),
        """
        streams:
          trucks: { partitions: 3, key: vehicle.vin, effective-at: timestamp }
        %s
        pipelines:
          sort:
            from: trucks
            stages:
              - validate: json-schema
                with:
                  schemas:
                    field: event
                    files:
        %s
              - enrich: lookup
                name: vehicles
                when: "has(body.vehicle)"
                with: { file: vehicles.csv, on: vehicle.vin, add: { vehicle.name: name } }
              - enrich: lookup
                name: kinds
                with: { file: kinds.csv, on: event, add: { description: description } }
            to:
        %s
        sinks:
        %s
        """
            .formatted(streams, schemas, routes, sinks));
  }

  private static String vin(String event) {
    try {
      return Page.json(event).at("/vehicle/vin").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
