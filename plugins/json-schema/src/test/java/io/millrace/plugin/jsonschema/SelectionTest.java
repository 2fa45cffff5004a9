package io.millrace.plugin.jsonschema;

import static io.millrace.plugin.jsonschema.SchemaFolder.settings;
import static io.millrace.plugin.jsonschema.SchemaFolder.validator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.FieldPath;
import io.millrace.api.Validator;
import io.millrace.api.testing.TestingEvent;
import io.millrace.plugin.jsonschema.JsonSchemaSettings.Selection;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each event may have a schema of its own. */
class SelectionTest {

  private Path path;

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    this.path = path;
    SchemaFolder folder = new SchemaFolder(path);
    folder.write("push.schema.json", "{'required': ['commits']}");
    folder.write("label.schema.json", "{'required': ['label']}");
    folder.write("other.json", "{'required': ['other']}");
    folder.write("README.md", "no schema");
  }

  @Test
  void aHeaderNamesTheFileInADirectory() throws Exception {
    Validator validator = validator(settings(byHeader(Map.of())));

    assertThat(validator.validate(withKind("push", "{\"commits\": 1}")).isRight()).isTrue();
    assertThat(validator.validate(withKind("label", "{\"commits\": 1}")).isLeft()).isTrue();
  }

  @Test
  void filesCanBeNamedOneByOne() throws Exception {
    Validator validator =
        validator(settings(byHeader(Map.of("OTHER", path.resolve("other.json")))));

    assertThat(validator.validate(withKind("OTHER", "{\"other\": 1}")).isRight()).isTrue();
    assertThat(validator.validate(withKind("push", "{\"commits\": 1}")).isRight()).isTrue();
  }

  @Test
  void aFieldNamesTheSchema() throws Exception {
    Selection selection =
        new Selection(
            Optional.empty(),
            Optional.of(FieldPath.of("event")),
            Optional.empty(),
            "",
            Map.of("OTHER", path.resolve("other.json")));
    Validator validator = validator(settings(selection));

    assertThat(
            validator.validate(TestingEvent.of("{\"event\": \"OTHER\", \"other\": 1}")).isRight())
        .isTrue();
    Failure unknown = validator.validate(TestingEvent.of("{\"event\": \"X\"}")).getLeft().first();
    assertThat(unknown.code()).isEqualTo("json-schema.no-schema");
    assertThat(unknown.field()).contains(FieldPath.of("event"));
    assertThat(validator.validate(TestingEvent.of("{}")).getLeft().first().code())
        .isEqualTo("field.missing");
  }

  @Test
  void anUnknownKindIsAFailure() throws Exception {
    Failure failure =
        validator(settings(byHeader(Map.of()))).validate(withKind("../x", "{}")).getLeft().first();

    assertThat(failure.kind()).isEqualTo(Failure.Kind.REJECTED);
    assertThat(failure.code()).isEqualTo("json-schema.no-schema");
    assertThat(failure.message()).isEqualTo("there is no schema for '../x', only for label, push");
  }

  @Test
  void aMissingHeaderIsAFailure() throws Exception {
    Failure failure =
        validator(settings(byHeader(Map.of()))).validate(TestingEvent.of("{}")).getLeft().first();

    assertThat(failure.code()).isEqualTo("json-schema.no-schema");
    assertThat(failure.message()).isEqualTo("the event has no header kind to name its schema by");
  }

  @Test
  void aDirectoryWithoutSchemasIsRefused() {
    Selection selection =
        new Selection(Optional.of("kind"), Optional.empty(), Optional.of(path), ".avsc", Map.of());

    assertThatThrownBy(() -> validator(settings(selection)))
        .hasMessageContaining("ends in .avsc: see the setting suffix");
  }

  private Selection byHeader(Map<String, Path> files) {
    return new Selection(
        Optional.of("kind"), Optional.empty(), Optional.of(path), ".schema.json", files);
  }

  private static Event withKind(String kind, String json) {
    return TestingEvent.builder().header("kind", kind).json(json).build();
  }
}
