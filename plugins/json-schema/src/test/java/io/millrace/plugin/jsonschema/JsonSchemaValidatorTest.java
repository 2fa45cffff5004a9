package io.millrace.plugin.jsonschema;

import static io.millrace.plugin.jsonschema.SchemaFolder.event;
import static io.millrace.plugin.jsonschema.SchemaFolder.failures;
import static io.millrace.plugin.jsonschema.SchemaFolder.isValid;
import static io.millrace.plugin.jsonschema.SchemaFolder.settings;
import static io.millrace.plugin.jsonschema.SchemaFolder.validator;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.Event;
import io.millrace.api.Failure;
import io.millrace.api.FieldPath;
import io.millrace.api.Validator;
import io.millrace.api.testing.PluginCheck;
import io.millrace.api.testing.TestingEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSchemaValidatorTest {

  private static final String ORDER =
      """
      {'type': 'object', 'required': ['id', 'shopper'], 'properties': {
        'id': {'type': 'string'},
        'total': {'type': 'number', 'minimum': 0},
        'shopper': {'type': 'object', 'required': ['ip'], 'additionalProperties': false,
          'properties': {'ip': {'type': 'string', 'format': 'ipv4'}}},
        'items': {'type': 'array', 'items': {'$ref': '#/$defs/item'}}},
       '$defs': {'item': {'type': 'object', 'properties': {'sku': {'pattern': '^[A-Z]+$'}}}}}
      """;

  private SchemaFolder folder;

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    folder = new SchemaFolder(path);
  }

  @Test
  void isAPluginThatTheServerWouldTake() {
    PluginCheck.verify(new JsonSchemaPlugin());
  }

  @Test
  void acceptsAValidEventAsItIs() throws Exception {
    Event event = event("{'id': 'a', 'total': 1, 'shopper': {'ip': '10.0.0.1'}}");

    assertThat(folder.validator(ORDER).validate(event).get()).isSameAs(event);
  }

  @Test
  void gathersEveryViolation() throws Exception {
    List<Failure> failures =
        failures(
            folder.validator(ORDER),
            "{'total': -1, 'shopper': {'ip': '10.0.0.1.9', 'x': 1}, 'items': [{}, {'sku': 'a'}]}");

    assertThat(failures)
        .allSatisfy(
            failure -> {
              assertThat(failure.kind()).isEqualTo(Failure.Kind.REJECTED);
              assertThat(failure.code()).isEqualTo("json-schema.violated");
            })
        .extracting(failure -> failure.field().orElseThrow().toString())
        .containsExactlyInAnyOrder("id", "total", "shopper", "shopper.ip", "items[1].sku");
    assertThat(failures)
        .extracting(failure -> failure.attributes().get("keyword"))
        .containsExactlyInAnyOrder(
            "required", "minimum", "additionalProperties", "format", "pattern");
    assertThat(failures)
        .extracting(failure -> failure.attributes().get("schema"))
        .contains("schema.json#/$defs/item/properties/sku/pattern");
    assertThat(failures)
        .extracting(Failure::message)
        .contains(
            "total: must have a minimum value of 0",
            "the event: required property 'id' not found",
            "shopper: property 'x' is not defined in the schema and the schema does not allow"
                + " additional properties");
  }

  @Test
  void messagesDoNotRepeatTheValues() throws Exception {
    Validator validator =
        folder.validator(
            "{'properties': {'a': {'const': 'x'}, 'b': {'enum': ['x']}, 'c': {'pattern': '^x'},"
                + " 'd': {'type': 'integer'}, 'e': {'format': 'date'}, 'f': {'maxLength': 2},"
                + " 'g': {'not': {'type': 'string'}}, 'h': {'uniqueItems': true},"
                + " 'i': {'maximum': 5}, 'j': {'multipleOf': 5}}}");

    List<Failure> failures =
        failures(
            validator,
            "{'a':'s3cret','b':'s3cret','c':'s3cret','d':'s3cret','e':'s3cret','f':'s3cret',"
                + "'g':'s3cret','h':['s3cret','s3cret'],'i':77553311,'j':77553311}");

    assertThat(failures).hasSize(10);
    assertThat(failures.toString()).doesNotContain("s3cret").doesNotContain("77553311");
  }

  @Test
  void namesOfTheEventArePutIntoPathsAsTheyAre() throws Exception {
    Validator validator = folder.validator("{'additionalProperties': {'type': 'string'}}");

    assertThat(failures(validator, "{'a.b/c~d 0': 1, '0': 1}"))
        .extracting(Failure::field)
        .containsExactly(
            Optional.of(FieldPath.ofNames("a.b/c~d 0")), Optional.of(FieldPath.ofNames("0")));
  }

  @Test
  void listsNoMoreThanTheMost() throws Exception {
    JsonSchemaSettings few =
        new JsonSchemaSettings(
            Optional.of(folder.write("schema.json", "{'items': {'type': 'string'}}")),
            Optional.empty(),
            "auto",
            true,
            3);

    List<Failure> failures = failures(validator(few), "[1, 2, 3, 4, 5]");

    assertThat(failures).hasSize(4);
    assertThat(failures.get(3).message()).isEqualTo("2 more violations are not listed");
    assertThat(failures.get(3).code()).isEqualTo("json-schema.more");
  }

  @Test
  void formatsCanBeLeftUnchecked() throws Exception {
    Path schema = folder.write("schema.json", "{'format': 'ipv4'}");
    JsonSchemaSettings unchecked =
        new JsonSchemaSettings(Optional.of(schema), Optional.empty(), "auto", false, 100);

    assertThat(isValid(validator(unchecked), "'no'")).isTrue();
    assertThat(isValid(validator(settings(schema, "auto")), "'no'")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    // In draft 4 exclusiveMaximum is a boolean beside maximum; from draft 6 on a number.
    "4,       '{''maximum'': 5, ''exclusiveMaximum'': true}",
    "6,       '{''exclusiveMaximum'': 5}",
    "7,       '{''if'': true, ''then'': {''exclusiveMaximum'': 5}}",
    "2019-09, '{''$defs'': {''x'': {''exclusiveMaximum'': 5}}, ''$ref'': ''#/$defs/x'', ''a'': 1}",
    "2020-12, '{''prefixItems'': [true], ''exclusiveMaximum'': 5}"
  })
  void eachDraftHasItsOwnRules(String draft, String schema) throws Exception {
    Validator validator = validator(settings(folder.write("s.json", schema), draft));

    assertThat(isValid(validator, "4")).isTrue();
    assertThat(isValid(validator, "5")).isFalse();
  }

  @Test
  void withoutDollarSchemaAFileIsOfDraft2020() throws Exception {
    Validator validator = folder.validator("{'prefixItems': [{'type': 'string'}]}");

    assertThat(isValid(validator, "[1]")).isFalse();
  }

  @Test
  void dollarSchemaNamesTheDraft() throws Exception {
    Validator validator =
        folder.validator(
            "{'$schema': 'http://json-schema.org/draft-07/schema',"
                + " 'prefixItems': [{'type': 'string'}], 'items': [{'type': 'integer'}]}");

    assertThat(isValid(validator, "[1]")).isTrue();
    assertThat(isValid(validator, "['a']")).isFalse();
  }

  @Test
  void bodiesOfBytesAreReadAsText() throws Exception {
    Event event = TestingEvent.builder().body(new byte[] {1, 2, 3}).build();

    assertThat(folder.validator("{'type': 'object'}").validate(event).getLeft().size())
        .isEqualTo(1);
  }

  @Test
  void isSharedByManyThreads() throws Exception {
    Path schema = folder.write("schema.json", ORDER);
    JsonSchemaFactory factory = new JsonSchemaFactory();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Validator validator = factory.create(settings(schema, "auto"), null);
        counts.add(threads.submit(validateMany(validator)));
      }
      for (Future<Integer> count : counts) {
        assertThat(count.get()).isEqualTo(2_000);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Callable<Integer> validateMany(Validator validator) {
    return () -> {
      int failures = 0;
      for (int i = 0; i < 1_000; i++) {
        failures += failures(validator, "{'id': " + i + ", 'shopper': {'ip': 'x'}}").size();
      }
      return failures;
    };
  }
}
