package io.millrace.plugin.jsonschema;

import com.networknt.schema.InvalidSchemaRefException;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.BasicDialectRegistry;
import com.networknt.schema.path.PathType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Compiles schema files; everything that can be wrong with one is found here, at start. For one
 * thread.
 */
final class SchemaCompiler {

  private static final int SHOWN_PROBLEMS = 5;

  private final Optional<Draft> draft;
  private final BoundedPatterns patterns = new BoundedPatterns();
  private final SchemaRegistryConfig config;
  private final Map<Draft, Schema> metaschemas = new EnumMap<>(Draft.class);

  SchemaCompiler(Optional<Draft> draft, boolean formats) {
    this.draft = draft;
    this.config =
        SchemaRegistryConfig.builder()
            .formatAssertionsEnabled(formats)
            .regularExpressionFactory(patterns)
            .pathType(PathType.JSON_POINTER)
            .preloadSchema(false)
            .locale(Locale.ROOT)
            .build();
  }

  /**
   * Compiles a file and all that it refers to.
   *
   * @throws SchemaProblem if that cannot be done; the message names the file and the place
   */
  CompiledSchema compile(Path path) {
    SchemaFile file = SchemaFile.read(path.toAbsolutePath().normalize());
    LocalFiles files = new LocalFiles(file, this::check);
    check(file);
    Schema schema = compile(file, files);
    List<Path> sources = new ArrayList<>();
    files.paths().forEach(sources::add);
    return new CompiledSchema(path, List.copyOf(sources), schema, patterns);
  }

  private Schema compile(SchemaFile file, LocalFiles files) {
    try {
      Schema schema =
          registry(files).getSchema(SchemaLocation.of(file.path().toUri().toString()), file.node());
      schema.initializeValidators();
      return schema;
    } catch (InvalidSchemaRefException e) {
      throw unresolved(file, e);
    } catch (RuntimeException e) {
      throw causeOf(e)
          .orElseGet(() -> new SchemaProblem(file.path(), "cannot be used: " + e.getMessage(), e));
    } catch (StackOverflowError e) {
      throw new SchemaProblem(file.path(), "is nested too deeply", e);
    }
  }

  private SchemaRegistry registry(LocalFiles files) {
    return SchemaRegistry.builder()
        .defaultDialectId(draft.orElse(Draft.NEWEST).id())
        .dialectRegistry(
            new BasicDialectRegistry(
                Arrays.stream(Draft.values()).map(Draft::dialect).collect(Collectors.toList())))
        .nodeReader(SchemaFile.reader())
        .schemaLoader(loader -> loader.resourceLoaders(loaders -> loaders.add(files)))
        .schemaRegistryConfig(config)
        .build();
  }

  private void check(SchemaFile file) {
    Draft actual = draftOf(file);
    Schema metaschema =
        metaschemas.computeIfAbsent(
            actual,
            known ->
                SchemaRegistry.withDefaultDialectId(known.id())
                    .getSchema(SchemaLocation.of(known.id())));
    List<com.networknt.schema.Error> errors = metaschema.validate(file.node());
    if (!errors.isEmpty()) {
      throw new SchemaProblem(
          file.path(), "is no valid schema of draft " + actual + ": " + listed(errors));
    }
  }

  private static String listed(List<com.networknt.schema.Error> errors) {
    String shown =
        errors.stream()
            .limit(SHOWN_PROBLEMS)
            .map(error -> "#" + error.getInstanceLocation() + " " + error.getMessage())
            .collect(Collectors.joining("; "));
    return errors.size() > SHOWN_PROBLEMS
        ? shown + "; and " + (errors.size() - SHOWN_PROBLEMS) + " more"
        : shown;
  }

  private Draft draftOf(SchemaFile file) {
    Optional<String> keyword = file.schemaKeyword();
    if (keyword.isEmpty()) {
      return draft.orElse(Draft.NEWEST);
    }
    Draft stated =
        Draft.ofSchemaKeyword(keyword.get())
            .orElseThrow(
                () ->
                    new SchemaProblem(
                        file.path(),
                        "has the $schema "
                            + keyword.get()
                            + ", which is none of the drafts "
                            + Draft.all()));
    if (draft.isPresent() && draft.get() != stated) {
      throw new SchemaProblem(
          file.path(),
          "says by its $schema that it is draft "
              + stated
              + ", but the setting draft says "
              + draft.get()
              + ": leave the setting away");
    }
    return stated;
  }

  private static SchemaProblem unresolved(SchemaFile file, InvalidSchemaRefException e) {
    Object[] arguments = e.getError().getArguments();
    String reference = String.valueOf(arguments.length == 0 ? "" : arguments[0]);
    String places = String.join(", ", References.to(file.node(), reference));
    return new SchemaProblem(
        file.path(),
        "has a $ref to "
            + reference
            + ", where there is nothing"
            + (places.isEmpty() ? "" : " (at " + places + ")"),
        e);
  }

  private static Optional<SchemaProblem> causeOf(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SchemaProblem problem) {
        return Optional.of(problem);
      }
    }
    return Optional.empty();
  }
}
