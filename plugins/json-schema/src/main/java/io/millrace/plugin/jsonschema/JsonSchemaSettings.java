package io.millrace.plugin.jsonschema;

import io.millrace.api.FieldPath;
import io.millrace.api.Setting;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of {@code json-schema} under {@code with:}.
 *
 * @param schema the one schema of all events; or empty, if {@code schemas} is given
 * @param schemas how each event names its schema; or empty, if {@code schema} is given
 * @param draft {@code auto}, {@code 4}, {@code 6}, {@code 7}, {@code 2019-09} or {@code 2020-12}
 * @param formats whether texts are held against the format that the schema names
 * @param maxViolations how many violations of one event are reported at most
 */
public record JsonSchemaSettings(
    @Setting("The JSON Schema file that every event must be valid under.") Optional<Path> schema,
    @Setting("How each event names its schema, where there are several.")
        Optional<Selection> schemas,
    @Setting(
            value =
                "The draft: 4, 6, 7, 2019-09, 2020-12; auto takes each file's $schema, and 2020-12"
                    + " where it has none.",
            byDefault = "auto")
        String draft,
    @Setting(value = "Whether the keyword format is checked.", byDefault = "true") boolean formats,
    @Setting(value = "How many violations of one event are reported at most.", byDefault = "100")
        int maxViolations) {

  /** Checks what can be checked without reading a file. */
  public JsonSchemaSettings {
    if (schema.isPresent() == schemas.isPresent()) {
      throw new IllegalArgumentException(
          "give either schema (one file for all events) or schemas (one for each kind of event)");
    }
    Draft.of(draft);
    if (maxViolations < 1) {
      throw new IllegalArgumentException("max-violations is at least 1, not " + maxViolations);
    }
  }

  /**
   * How an event names its schema: by a header or by a text field, exactly one of them.
   *
   * @param header the header's name
   * @param field the field
   * @param directory a directory; each of its files that ends in {@code suffix} is the schema of
   *     the kind that is the rest of its name
   * @param suffix how the directory's schema files end
   * @param files kind to schema file, beside those of the directory or instead of them
   */
  public record Selection(
      @Setting("The header whose value is the event's kind.") Optional<String> header,
      @Setting("The field whose text is the event's kind.") Optional<FieldPath> field,
      @Setting("A directory of schema files, each named by its kind.") Optional<Path> directory,
      @Setting(
              value = "How the names of the directory's schema files end.",
              byDefault = ".schema.json")
          String suffix,
      @Setting("Kinds and their schema files.") Map<String, Path> files) {

    /** Checks that it is known where the kind comes from and that there are schemas. */
    public Selection {
      if (header.isPresent() == field.isPresent()) {
        throw new IllegalArgumentException("give either header or field: it names the schema");
      }
      if (directory.isEmpty() && files.isEmpty()) {
        throw new IllegalArgumentException("give a directory of schemas, or files, or both");
      }
      files = Map.copyOf(files);
    }
  }
}
