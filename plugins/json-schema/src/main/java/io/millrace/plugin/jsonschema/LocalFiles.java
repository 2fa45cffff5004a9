package io.millrace.plugin.jsonschema;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.resource.InputStreamSource;
import com.networknt.schema.resource.ResourceLoader;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where a {@code $ref} to another file leads: to a local file, never to the network. What is
 * relative to a schema's {@code $id} is looked for relative to the schema's file.
 */
final class LocalFiles implements ResourceLoader {

  private final Map<Path, SchemaFile> read = new LinkedHashMap<>();
  private final SchemaFile root;
  private final Consumer<SchemaFile> check;

  LocalFiles(SchemaFile root, Consumer<SchemaFile> check) {
    this.root = root;
    this.check = check;
    read.put(root.path(), root);
  }

  /** All files that were read, the root first. */
  Iterable<Path> paths() {
    return read.keySet();
  }

  @Override
  public InputStreamSource getResource(AbsoluteIri iri) {
    Path path = locate(iri.toString()).orElseThrow(() -> remote(iri.toString()));
    SchemaFile file = read.get(path);
    if (file == null) {
      file = SchemaFile.read(path);
      read.put(path, file);
      check.accept(file);
    }
    byte[] bytes = file.text().getBytes(UTF_8);
    return () -> new ByteArrayInputStream(bytes);
  }

  private Optional<Path> locate(String iri) {
    if (iri.startsWith("file:")) {
      return Optional.of(Path.of(URI.create(iri)).normalize());
    }
    return root.id()
        .map(LocalFiles::folder)
        .filter(folder -> folder.contains(":") && iri.startsWith(folder))
        .map(folder -> root.path().resolveSibling(iri.substring(folder.length())).normalize());
  }

  private static String folder(String id) {
    return id.substring(0, id.lastIndexOf('/') + 1);
  }

  private SchemaProblem remote(String iri) {
    return new SchemaProblem(
        root.path(),
        "refers to "
            + iri
            + ", which is no local file; schemas are never fetched: keep a copy beside the schema"
            + " and refer to it by its relative path");
  }
}
