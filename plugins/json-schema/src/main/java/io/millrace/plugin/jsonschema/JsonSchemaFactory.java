package io.millrace.plugin.jsonschema;

import io.millrace.api.StageContext;
import io.millrace.api.StageFactory;
import io.millrace.api.Validator;
import io.millrace.plugin.jsonschema.JsonSchemaSettings.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compiles the schemas of a stage once and shares them between its workers. */
final class JsonSchemaFactory implements StageFactory<JsonSchemaSettings, Validator> {

  private final Map<JsonSchemaSettings, Compiled> compiled = new HashMap<>();

  @Override
  public String name() {
    return "json-schema";
  }

  @Override
  public Class<JsonSchemaSettings> settings() {
    return JsonSchemaSettings.class;
  }

  @Override
  public Validator create(JsonSchemaSettings settings, StageContext context) throws IOException {
    return new JsonSchemaValidator(shared(settings), settings.formats(), settings.maxViolations());
  }

  private synchronized SchemaChoice shared(JsonSchemaSettings settings) throws IOException {
    Compiled known = compiled.get(settings);
    if (known == null || !known.files().equals(FileStamp.of(known.sources()))) {
      known = compile(settings);
      compiled.put(settings, known);
    }
    return known.choice();
  }

  private static Compiled compile(JsonSchemaSettings settings) throws IOException {
    SchemaCompiler compiler = new SchemaCompiler(Draft.of(settings.draft()), settings.formats());
    if (settings.schema().isPresent()) {
      CompiledSchema schema = compiler.compile(settings.schema().get());
      return new Compiled(
          SchemaChoice.always(schema), schema.sources(), FileStamp.of(schema.sources()));
    }
    Selection selection = settings.schemas().orElseThrow();
    Map<String, CompiledSchema> schemas = new TreeMap<>();
    SchemaFiles.of(selection).forEach((kind, file) -> schemas.put(kind, compiler.compile(file)));
    List<Path> sources =
        schemas.values().stream().flatMap(schema -> schema.sources().stream()).distinct().toList();
    SchemaChoice choice =
        selection
            .header()
            .map(header -> SchemaChoice.byHeader(header, Map.copyOf(schemas)))
            .orElseGet(
                () -> SchemaChoice.byField(selection.field().orElseThrow(), Map.copyOf(schemas)));
    return new Compiled(choice, sources, FileStamp.of(sources));
  }

  private record Compiled(SchemaChoice choice, List<Path> sources, List<FileStamp> files) {}
}
