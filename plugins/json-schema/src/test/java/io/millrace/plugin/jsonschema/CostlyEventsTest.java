package io.millrace.plugin.jsonschema;

import static io.millrace.plugin.jsonschema.SchemaFolder.failures;
import static io.millrace.plugin.jsonschema.SchemaFolder.isValid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.Failure;
import io.millrace.api.Validator;
import io.millrace.api.testing.TestingEvent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No event can hold up its partition, or take the worker's stack. */
class CostlyEventsTest {

  private SchemaFolder folder;

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    folder = new SchemaFolder(path);
  }

  @Test
  void aPatternThatBacktracksGivesUp() throws Exception {
    Validator validator =
        folder.validator(
            "{'properties': {'a': {'pattern': '^(.*a){20}$'}, 'b': {'pattern': '^[a-z]+$'}}}");

    assertTooCostly(validator, "{'a': '" + "a".repeat(50) + "!'}", "^(.*a){20}$");
    assertThat(isValid(validator, "{'b': '" + "a".repeat(100_000) + "'}")).isTrue();
  }

  @Test
  void manyTextsShareOneBudget() throws Exception {
    Validator validator = folder.validator("{'items': {'pattern': '.*.*.*=.*'}}");
    String tag = "'" + "x".repeat(45) + "'";

    assertTooCostly(validator, "[" + (tag + ",").repeat(2_000) + tag + "]", ".*.*.*=.*");
    assertThat(isValid(validator, "['x=1', 'y=2']")).isTrue();
  }

  @Test
  void manyPatternsShareOneBudget() throws Exception {
    String pattern = "{'pattern': '(x+x+)+y'}";
    Validator validator =
        folder.validator("{'anyOf': [" + (pattern + ",").repeat(1_000) + pattern + "]}");

    assertTooCostly(validator, "'" + "x".repeat(60) + "'", "(x+x+)+y");
  }

  @Test
  void anInterruptEndsAPattern() throws Exception {
    Validator validator = folder.validator("{'pattern': '^[a-z]+$'}");
    TestingEvent event = SchemaFolder.event("'" + "a".repeat(200_000) + "'");

    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> validator.validate(event)).hasStackTraceContaining("interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(validator.validate(event).isRight()).isTrue();
  }

  @Test
  void aPatternThatTakesTheStackGivesUp() throws Exception {
    Validator validator = folder.validator("{'pattern': '^(a|b)*$'}");

    assertTooCostly(validator, "'" + "ab".repeat(200_000) + "'", "^(a|b)*$");
  }

  @Test
  void aDeepEventUnderARecursiveSchemaGivesUp() throws Exception {
    Validator validator = folder.validator("{'additionalProperties': {'allOf': [{'$ref': '#'}]}}");
    Object body = List.of();
    for (int i = 0; i < 400; i++) {
      body = java.util.Map.of("a", body);
    }

    List<Failure> failures =
        validator.validate(TestingEvent.builder().body(body).build()).getLeft().list();

    assertThat(failures).extracting(Failure::code).containsExactly("json-schema.too-costly");
    assertThat(isValid(validator, "{'a': {'a': {}}}")).isTrue();
  }

  @Test
  void aSchemaThatRefersToItselfForEverRefusesEveryEvent() throws Exception {
    Validator validator =
        folder.validator(
            "{'$ref': '#/$defs/a', '$defs': {'a': {'$ref': '#/$defs/b'},"
                + " 'b': {'$ref': '#/$defs/a'}}}");

    assertTooCostly(validator, "1", "");
  }

  private static void assertTooCostly(Validator validator, String body, String pattern) {
    List<Failure> failures = failures(validator, body);
    assertThat(failures).extracting(Failure::code).containsExactly("json-schema.too-costly");
    assertThat(failures.get(0).message()).contains(pattern).doesNotContain("aaaa");
  }
}
