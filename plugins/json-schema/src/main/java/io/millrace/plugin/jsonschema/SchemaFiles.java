package io.millrace.plugin.jsonschema;

import io.millrace.plugin.jsonschema.JsonSchemaSettings.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The schema files of a selection, by kind. */
final class SchemaFiles {

  private SchemaFiles() {}

  static Map<String, Path> of(Selection selection) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    if (selection.directory().isPresent()) {
      list(selection.directory().get(), selection.suffix(), files);
    }
    files.putAll(selection.files());
    return files;
  }

  private static void list(Path directory, String suffix, Map<String, Path> files)
      throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException("there is no directory " + directory);
    }
    try (Stream<Path> entries = Files.list(directory)) {
      entries
          .filter(entry -> entry.getFileName().toString().endsWith(suffix))
          .forEach(entry -> files.put(kind(entry, suffix), entry));
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "no file in " + directory + " ends in " + suffix + ": see the setting suffix");
    }
  }

  private static String kind(Path file, String suffix) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - suffix.length());
  }
}
