package io.millrace.plugin.jsonschema;

import static io.millrace.plugin.jsonschema.SchemaFolder.settings;
import static io.millrace.plugin.jsonschema.SchemaFolder.validator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.api.Event;
import io.millrace.api.FieldPath;
import io.millrace.api.Validator;
import io.millrace.api.testing.TestingEvent;
import io.millrace.plugin.jsonschema.JsonSchemaSettings.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The real webhooks and truck events of {@code ../shared/data}; skipped where they are not. */
class RealDataTest {

  private static final Path DATA =
      Path.of(System.getProperty("millrace.root", ".")).resolve("../shared/data");

  @Test
  void everyWebhookIsValidUnderItsOwnKind() throws Exception {
    Validator validator = byKind();
    List<Event> events = webhooks(0);

    assertThat(events).hasSize(139);
    assertThat(events).allMatch(event -> validator.validate(event).isRight());
  }

  @Test
  void noWebhookIsValidUnderAnotherKind() throws Exception {
    Validator validator = byKind();

    for (int shift = 1; shift < 32; shift += 10) {
      assertThat(webhooks(shift)).noneMatch(event -> validator.validate(event).isRight());
    }
  }

  @Test
  void everyTruckEventIsValid() throws Exception {
    Path trucks = folder("trucks");
    Map<String, Path> files = new TreeMap<>();
    for (String kind :
        List.of(
            "TRUCK_ARRIVES",
            "TRUCK_DEPARTS",
            "MECHANIC_CHANGES_OIL",
            "DRIVER_DELIVERS_PACKAGE",
            "DRIVER_MISSES_CUSTOMER")) {
      files.put(
          kind, trucks.resolve("schemas/" + kind.toLowerCase(java.util.Locale.ROOT) + ".json"));
    }
    Validator validator =
        validator(
            settings(
                new Selection(
                    Optional.empty(),
                    Optional.of(FieldPath.of("event")),
                    Optional.empty(),
                    "",
                    files)));
    List<String> lines = Files.readAllLines(trucks.resolve("events.ndjson"));

    assertThat(lines).hasSize(130);
    assertThat(lines).allMatch(line -> validator.validate(TestingEvent.of(line)).isRight());
  }

  private static Validator byKind() throws Exception {
    return validator(
        settings(
            new Selection(
                Optional.of("X-GitHub-Event"),
                Optional.empty(),
                Optional.of(folder("github-webhooks").resolve("schemas")),
                ".schema.json",
                Map.of())));
  }

  /** All webhooks, with the kind that stands {@code shift} places after their own. */
  private static List<Event> webhooks(int shift) throws IOException {
    List<Path> files;
    try (var entries = Files.list(folder("github-webhooks"))) {
      files = entries.filter(file -> file.toString().endsWith(".ndjson")).sorted().toList();
    }
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      String kind = files.get((i + shift) % files.size()).getFileName().toString();
      for (String line : Files.readAllLines(files.get(i))) {
        events.add(
            TestingEvent.builder()
                .header("X-GitHub-Event", kind.replace(".ndjson", ""))
                .json(line)
                .build());
      }
    }
    return events;
  }

  private static Path folder(String name) {
    Path folder = DATA.resolve(name);
    assumeTrue(Files.isDirectory(folder), "no real data in " + DATA.normalize());
    return folder;
  }
}
