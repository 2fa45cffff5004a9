package io.millrace.plugin.jsonschema;

import io.millrace.api.Failure;
import io.millrace.api.Plugin;
import io.millrace.api.Validator;
import io.millrace.api.testing.StageDriver;
import io.millrace.api.testing.TestingEvent;
import io.millrace.plugin.jsonschema.JsonSchemaSettings.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A folder of schemas for tests, and short ways to validate with them. */
record SchemaFolder(Path path) {

  /** Writes a file; {@code '} stands for {@code "}. */
  Path write(String name, String json) {
    try {
      Path file = path.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, json.replace('\'', '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A validator of a schema given as text. */
  Validator validator(String json) throws Exception {
    return validator(settings(write("schema.json", json), "auto"));
  }

  static Validator validator(JsonSchemaSettings settings) throws Exception {
    Plugin plugin = new JsonSchemaPlugin();
    try (StageDriver driver = StageDriver.of(plugin)) {
      return driver.validator("json-schema", settings);
    }
  }

  static JsonSchemaSettings settings(Path schema, String draft) {
    return new JsonSchemaSettings(Optional.of(schema), Optional.empty(), draft, true, 100);
  }

  static JsonSchemaSettings settings(Selection selection) {
    return new JsonSchemaSettings(Optional.empty(), Optional.of(selection), "auto", true, 100);
  }

  static boolean isValid(Validator validator, String body) {
    return validator.validate(event(body)).isRight();
  }

  static List<Failure> failures(Validator validator, String body) {
    return validator.validate(event(body)).getLeft().list();
  }

  static TestingEvent event(String body) {
    return TestingEvent.of(body.replace('\'', '"'));
  }
}
