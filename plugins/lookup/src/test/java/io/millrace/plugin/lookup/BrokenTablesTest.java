package io.millrace.plugin.lookup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.FieldPath;
import io.millrace.api.testing.TestingContext;
import io.millrace.plugin.lookup.LookupSettings.WhenMissing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a table is said when the stage is created. */
class BrokenTablesTest {

  @TempDir Path directory;

  private static LookupSettings settings(Path file) {
    return new LookupSettings(
        file, FieldPath.of("id"), Map.of("a", "name"), Optional.empty(), WhenMissing.FAIL);
  }

  private static void create(Path file) throws Exception {
    new LookupFactory(System::nanoTime).create(settings(file), TestingContext.create());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a.csv | id,other~1,a~         | a.csv:1: there is no column 'name' for 'add', only [id, other]",
        "a.csv | sku,name~1,a~         | a.csv:1: there is no column 'id' for 'key', only [sku, name]",
        "a.csv | id,name,name~1,a,b~   | a.csv:1: two columns have the same name: [id, name, name]",
        "a.csv | id,name~1,a~2,b~1,c~  | a.csv:4: the id '1' is there already: keys are unique",
        "a.csv | id,name~1,a~2~        | a.csv:3: the row has 1 fields, the header 2",
        "a.csv | id,name~1,a,b~        | a.csv:2: the row has 3 fields, the header 2",
        "a.csv | id,name~1,\"a\"x~     | is no CSV of RFC 4180",
        "a.csv | id,name~1,\"a~        | is no CSV of RFC 4180",
        "a.csv | ``                    | a.csv:1: there is no header row",
        "a.txt | id,name~              | a.txt is neither .csv nor .ndjson",
        "a.ndjson | {\"id\":1,\"name\":1}~{\"id\":1}  | a.ndjson:2: the id '1' is there already",
        "a.ndjson | {\"id\":1,\"name\":1}~{\"sku\":1} | a.ndjson:2: there is no 'id'",
        "a.ndjson | {\"id\":null,\"name\":1}          | a.ndjson:1: 'id' is no text, number or boolean",
        "a.ndjson | {\"id\":1}~{\"id\":2}             | no row has a column 'name', which 'add' names",
        "a.ndjson | {\"id\":1,\"id\":2}               | a.ndjson:1: Duplicate field 'id'",
        "a.ndjson | {\"id\":1} {}                     | a.ndjson:1: the line goes on",
        "a.ndjson | {\"id\":1                         | a.ndjson:1: Unexpected end-of-input",
        "a.ndjson | [1]                               | a.ndjson:1: the line is no JSON object",
      })
  void theMessageNamesFileAndLine(String name, String text, String message) throws Exception {
    Path file = Files.writeString(directory.resolve(name), text.replace('~', '\n'));

    assertThatThrownBy(() -> create(file)).hasMessageContaining(message);
  }

  @Test
  void otherEncodingsAreRefused() throws Exception {
    Path file = Files.write(directory.resolve("a.csv"), "id,name\n1,é\n".getBytes(ISO_8859_1));

    assertThatThrownBy(() -> create(file)).hasMessageEndingWith("a.csv is not in UTF-8");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> create(directory.resolve("away.csv")))
        .hasMessageContaining("there is no file")
        .hasMessageEndingWith("away.csv");
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    FieldPath on = FieldPath.of("ids[0]");
    Path file = Path.of("a.csv");
    Map<String, String> add = Map.of("a", "name");

    assertThatThrownBy(() -> new LookupSettings(file, on, add, Optional.empty(), WhenMissing.FAIL))
        .hasMessageContaining("'key'");
    assertThatThrownBy(
            () -> new LookupSettings(file, on, Map.of(), Optional.of("id"), WhenMissing.FAIL))
        .hasMessageStartingWith("'add' is empty");
    assertThatThrownBy(
            () ->
                new LookupSettings(
                    file, on, Map.of("a.", "b"), Optional.of("id"), WhenMissing.FAIL))
        .hasMessageContaining("'a.' is no field path");
    assertThatThrownBy(
            () ->
                new LookupSettings(file, on, Map.of("$", "b"), Optional.of("id"), WhenMissing.FAIL))
        .hasMessageContaining("whole body");
  }
}
