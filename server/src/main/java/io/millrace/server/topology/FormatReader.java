package io.millrace.server.topology;

import io.millrace.server.config.problem.Spelling;
import io.millrace.server.config.yaml.Node;
import io.millrace.server.topology.TopologySettings.AvroFraming;
import io.millrace.server.topology.TopologySettings.FormatKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a stream's {@code format:}. */
final class FormatReader {

  private static final List<String> FORMATS = List.of("json", "avro", "bytes");
  private static final String AVRO_MEND =
      "write 'format: { name: avro, schema: schemas/order.avsc }', or 'framing: confluent' for"
          + " schemas of a registry";

  private final KeyReader reader;

  FormatReader(KeyReader reader) {
    this.reader = reader;
  }

  /** The format; empty if something is wrong, which has been reported. */
  Optional<Format> read(String stream, Node node) {
    if (node instanceof Node.Scalar scalar) {
      return format(stream, scalar, FormatKeys.of(scalar));
    }
    String mend = "write json, avro or bytes";
    Optional<FormatKeys> keys = reader.keys(node, FormatKeys.class, "a format", mend);
    if (keys.isPresent() && keys.get().name().isEmpty()) {
      reader
          .problems()
          .error(
              "topology.format",
              node.location(),
              "the format has no name",
              "add 'name:' with json, avro or bytes");
      return Optional.empty();
    }
    return keys.flatMap(found -> format(stream, found.name().orElseThrow(), found));
  }

  private Optional<Format> format(String stream, Node.Scalar name, FormatKeys keys) {
    boolean avro = name.text().equals("avro");
    if (!avro && (keys.schema().isPresent() || keys.framing().isPresent())) {
      return wrong(name, "only avro has a schema and a framing", "remove them");
    }
    if (!keys.isConfluent() && (keys.subject().isPresent() || keys.register().isPresent())) {
      return wrong(
          name,
          "only avro with the framing confluent has a subject and registers a schema",
          "add 'framing: confluent', or remove them");
    }
    if (!name.text().equals("json") && !keys.lenient().isEmpty()) {
      return wrong(name, "only json can be lenient", "remove 'lenient'");
    }
    return switch (name.text()) {
      case "json" -> Optional.of(new Format.Json(Set.copyOf(keys.lenient())));
      case "bytes" -> Optional.of(new Format.Opaque());
      case "avro" -> keys.isConfluent() ? confluent(stream, name, keys) : avro(name, keys);
      default ->
          wrong(
              name,
              "there is no format '" + name.text() + "'",
              Spelling.mend(name.text(), FORMATS, ""));
    };
  }

  private Optional<Format> avro(Node.Scalar name, FormatKeys keys) {
    if (keys.schema().isEmpty()) {
      return wrong(name, "avro needs a schema", AVRO_MEND);
    }
    boolean raw = keys.framing().filter(AvroFraming.RAW::equals).isPresent();
    Format.Framing framing = raw ? Format.Framing.RAW : Format.Framing.SINGLE_OBJECT;
    return file(name, keys.schema().get()).map(schema -> new Format.Avro(schema, framing));
  }

  private Optional<Format> confluent(String stream, Node.Scalar name, FormatKeys keys) {
    boolean register = keys.register().orElse(false);
    if (register && keys.schema().isEmpty()) {
      return wrong(
          name, "there is no schema to register", "add 'schema:' with its file, or remove it");
    }
    String subject = keys.subject().orElse(stream + "-value");
    if (subject.isBlank()) {
      return wrong(name, "the subject is empty", "write one, or remove the key");
    }
    if (keys.schema().isPresent() && file(name, keys.schema().get()).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Format.Confluent(subject, keys.schema(), register));
  }

  private Optional<Path> file(Node.Scalar name, Path schema) {
    if (Files.isRegularFile(schema)) {
      return Optional.of(schema);
    }
    wrong(name, "its schema is not there", "make the file, or mend its path");
    return Optional.empty();
  }

  private Optional<Format> wrong(Node.Scalar at, String message, String mend) {
    reader.problems().error("topology.format", at.location(), message, mend);
    return Optional.empty();
  }
}
