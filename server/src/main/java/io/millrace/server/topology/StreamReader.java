package io.millrace.server.topology;

import io.millrace.server.config.Location;
import io.millrace.server.config.Node;
import io.millrace.server.config.Spelling;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.topology.TopologySettings.FormatKeys;
import io.millrace.server.topology.TopologySettings.StreamKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what stands under {@code streams:}. */
final class StreamReader {

  private static final List<String> FORMATS = List.of("json", "avro", "bytes");

  /** RFC 9110, section 5.6.2. */
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private static final String AVRO_MEND =
      "write 'format: { name: avro, schema: schemas/order.avsc }'";

  private final KeyReader reader;

  StreamReader(KeyReader reader) {
    this.reader = reader;
  }

  /** The stream; if it is no map, one of defaults, so that others find it. */
  StreamDefinition read(String name, Node.Entry entry) {
    reader.checkName("stream", name, entry.key());
    return reader
        .keys(
            entry.value(),
            StreamKeys.class,
            "the stream '" + name + "'",
            "write '" + name + ": { partitions: 4 }'")
        .or(() -> reader.keys(Node.Fields.none(entry.key()), StreamKeys.class))
        .map(keys -> stream(name, keys, entry.key()))
        .orElseThrow();
  }

  private StreamDefinition stream(String name, StreamKeys keys, Location location) {
    checkHeaders(keys.headers(), location);
    OptionalLong bytes = keys.retentionBytes().map(OptionalLong::of).orElseGet(OptionalLong::empty);
    return new StreamDefinition(
        new StreamSpec(name, keys.partitions(), keys.retention(), bytes),
        keys.format().flatMap(this::format).orElseGet(() -> new Format.Json(Set.of())),
        keys.key(),
        keys.id(),
        keys.effectiveAt(),
        keys.headers(),
        location);
  }

  private void checkHeaders(List<String> headers, Location location) {
    Set<String> seen = new HashSet<>();
    for (String header : headers) {
      if (!HEADER.matcher(header).matches()) {
        reader
            .problems()
            .error(
                "topology.header",
                location,
                "'" + header + "' is no name of a header",
                "write a name such as X-Request-Id");
      } else if (!seen.add(header.toLowerCase(Locale.ROOT))) {
        reader
            .problems()
            .error(
                "topology.header",
                location,
                "the header '" + header + "' is there twice",
                "remove one; upper and lower case are the same");
      }
    }
  }

  private Optional<Format> format(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return format(
          scalar,
          new FormatKeys(Optional.of(scalar), Optional.empty(), Optional.empty(), List.of()));
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
    return keys.flatMap(found -> format(found.name().orElseThrow(), found));
  }

  private Optional<Format> format(Node.Scalar name, FormatKeys keys) {
    boolean avro = name.text().equals("avro");
    if (!avro && (keys.schema().isPresent() || keys.framing().isPresent())) {
      return wrong(name, "only avro has a schema and a framing", "remove them");
    }
    if (!name.text().equals("json") && !keys.lenient().isEmpty()) {
      return wrong(name, "only json can be lenient", "remove 'lenient'");
    }
    return switch (name.text()) {
      case "json" -> Optional.of(new Format.Json(Set.copyOf(keys.lenient())));
      case "bytes" -> Optional.of(new Format.Opaque());
      case "avro" ->
          keys.schema().isEmpty()
              ? wrong(name, "avro needs a schema", AVRO_MEND)
              : avro(name, keys.schema().get(), keys);
      default ->
          wrong(
              name,
              "there is no format '" + name.text() + "'",
              Spelling.mend(name.text(), FORMATS, ""));
    };
  }

  private Optional<Format> avro(Node.Scalar name, Path schema, FormatKeys keys) {
    return Files.isRegularFile(schema)
        ? Optional.of(new Format.Avro(schema, keys.framing().orElse(Format.Framing.SINGLE_OBJECT)))
        : wrong(name, "its schema is not there", "make the file, or mend its path");
  }

  private Optional<Format> wrong(Node.Scalar at, String message, String mend) {
    reader.problems().error("topology.format", at.location(), message, mend);
    return Optional.empty();
  }
}
