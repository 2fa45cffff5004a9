package io.millrace.plugin.jsonschema;

import static io.millrace.plugin.jsonschema.SchemaFolder.isValid;
import static io.millrace.plugin.jsonschema.SchemaFolder.settings;
import static io.millrace.plugin.jsonschema.SchemaFolder.validator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Validator;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a schema is told at start, with its file and place. */
class SchemaProblemsTest {

  private SchemaFolder folder;

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    folder = new SchemaFolder(path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type': 'object'                         | is not JSON | line 1",
        "{'type': 'object', 'type': 'array'}       | is not JSON | line 1",
        "{} {}                                     | is not JSON | line 1",
        "[]                                        | is no valid schema of draft 2020-12 | # ",
        "{'properties': {'a': {'type': 'int'}}}    | is no valid schema | #/properties/a/type",
        "{'properties': {'a': {'minimum': '5'}}}   | is no valid schema | #/properties/a/minimum",
        "{'properties': {'a': {'pattern': '('}}}   | schema.json | (",
        "{'$schema': 'http://example.com/own'}     | has the $schema http://example.com/own |"
            + " 2019-09",
        "{'items': {'$ref': '#/$defs/no'}}         | has a $ref to | at #/items/$ref",
        "{'items': {'$ref': '#nowhere'}}           | schema.json | nowhere",
        "{'items': {'$ref': 'other.json'}}         | other.json | there is no such file",
        "{'$ref': 'https://example.com/a.json'}    | https://example.com/a.json | never fetched",
        "{'$ref': 'http://127.0.0.1:1/a.json'}     | http://127.0.0.1:1/a.json | never fetched",
        "{'$id': 'https://e.com/a', '$ref': '/b'}  | /b | there is no such file",
      })
  void aBrokenSchemaIsNamedWithItsPlace(String schema, String what, String where) {
    assertThatThrownBy(() -> folder.validator(schema))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("schema")
        .hasMessageContaining(what)
        .hasMessageContaining(where)
        .hasMessageNotContainingAny("Source:", "UNKNOWN", "REDACTED");
  }

  @Test
  void aBrokenFileThatIsReferredToIsNamed() {
    folder.write("parts/item.json", "{'type': 'thing'}");

    assertThatThrownBy(() -> folder.validator("{'items': {'$ref': 'parts/item.json'}}"))
        .hasMessageContaining("item.json is no valid schema")
        .hasMessageContaining("#/type");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> validator(settings(Path.of("no", "order.json"), "auto")))
        .hasMessageContaining("order.json cannot be read: there is no such file");
  }

  @Test
  void aDraftThatContradictsTheFileIsRefused() {
    Path schema =
        folder.write("s.json", "{'$schema': 'https://json-schema.org/draft/2020-12/schema'}");

    assertThatThrownBy(() -> validator(settings(schema, "7")))
        .hasMessageContaining("draft 2020-12")
        .hasMessageContaining("the setting draft says 7");
  }

  @Test
  void anUnknownDraftIsRefused() {
    assertThatThrownBy(() -> settings(Path.of("s.json"), "8"))
        .hasMessage("draft is auto, 4, 6, 7, 2019-09, 2020-12, not '8'");
  }

  @Test
  void eitherOneSchemaOrSeveral() {
    assertThatThrownBy(
            () -> new JsonSchemaSettings(Optional.empty(), Optional.empty(), "auto", true, 100))
        .hasMessageContaining("either schema");
  }

  @Test
  void filesReferToEachOther() throws Exception {
    folder.write("parts/money.json", "{'$defs': {'cents': {'type': 'integer'}}}");
    folder.write(
        "parts/item.json", "{'properties': {'price': {'$ref': 'money.json#/$defs/cents'}}}");
    Validator validator = folder.validator("{'items': {'$ref': 'parts/item.json'}}");

    assertThat(isValid(validator, "[{'price': 1}]")).isTrue();
    assertThat(isValid(validator, "[{'price': 'x'}]")).isFalse();
  }

  @Test
  void whatIsRelativeToAnIdIsLookedForBesideTheFile() throws Exception {
    folder.write("item.json", "{'type': 'integer'}");
    Validator validator =
        folder.validator(
            "{'$id': 'https://example.com/schemas/list.json', 'items': {'$ref': 'item.json'}}");

    assertThat(isValid(validator, "[1]")).isTrue();
    assertThat(isValid(validator, "['x']")).isFalse();
  }

  @Test
  void theMetaschemasAreBuiltIn() throws Exception {
    Validator validator =
        folder.validator("{'$ref': 'https://json-schema.org/draft/2020-12/schema'}");

    assertThat(isValid(validator, "{'type': 'object'}")).isTrue();
    assertThat(isValid(validator, "{'type': 'thing'}")).isFalse();
  }

  @Test
  void aChangedFileIsCompiledAgain() throws Exception {
    JsonSchemaFactory factory = new JsonSchemaFactory();
    Path schema = folder.write("s.json", "{'type': 'string'}");
    Validator before = factory.create(settings(schema, "auto"), null);
    folder.write("s.json", "{'type': 'integer'}");
    Validator after = factory.create(settings(schema, "auto"), null);

    assertThat(isValid(before, "'x'")).isTrue();
    assertThat(isValid(after, "'x'")).isFalse();
  }
}
