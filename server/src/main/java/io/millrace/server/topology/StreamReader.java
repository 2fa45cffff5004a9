package io.millrace.server.topology;

import io.millrace.server.config.yaml.Node;
import io.millrace.server.stream.ReservedHeaders;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.topology.TopologySettings.StreamKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what stands under {@code streams:}. */
final class StreamReader {

  /** RFC 9110, section 5.6.2. */
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private final KeyReader reader;
  private final FormatReader formats;

  StreamReader(KeyReader reader) {
    this.reader = reader;
    this.formats = new FormatReader(reader);
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
        .map(keys -> stream(name, keys, entry))
        .orElseThrow();
  }

  private StreamDefinition stream(String name, StreamKeys keys, Node.Entry entry) {
    checkHeaders(keys.headers(), entry);
    OptionalLong bytes = keys.retentionBytes().map(OptionalLong::of).orElseGet(OptionalLong::empty);
    Format format =
        keys.format()
            .flatMap(node -> formats.read(name, node))
            .orElseGet(() -> new Format.Json(Set.of()));
    if (format instanceof Format.Opaque) {
      List.of("key", "id", "effective-at").forEach(key -> checkHasNoFields(key, entry));
    }
    return new StreamDefinition(
        new StreamSpec(name, keys.partitions(), keys.retention(), bytes),
        format,
        keys.key(),
        keys.id(),
        keys.effectiveAt(),
        keys.headers(),
        entry.key(),
        true);
  }

  /** What is written of a key of the stream; null if it is not there. */
  private static Node.@Nullable Entry written(String key, Node.Entry stream) {
    return stream.value() instanceof Node.Fields fields ? fields.entries().get(key) : null;
  }

  private void checkHasNoFields(String key, Node.Entry stream) {
    Node.Entry written = written(key, stream);
    if (written != null) {
      reader
          .problems()
          .error(
              "topology.format",
              written.key(),
              "'" + key + "' names a field, and events of the format bytes have none",
              "remove '" + key + "', or write 'format: json'");
    }
  }

  private void checkHeaders(List<String> headers, Node.Entry stream) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < headers.size(); i++) {
      String header = headers.get(i);
      Optional<String> reserved = ReservedHeaders.reason(header);
      if (!HEADER.matcher(header).matches()) {
        wrongHeader(stream, i, "is no name of a header", "write a name such as X-Request-Id");
      } else if (reserved.isPresent()) {
        wrongHeader(stream, i, reserved.get(), "remove it");
      } else if (!seen.add(header.toLowerCase(Locale.ROOT))) {
        wrongHeader(stream, i, "is there twice", "remove one; upper and lower case are the same");
      }
    }
  }

  private void wrongHeader(Node.Entry stream, int index, String message, String mend) {
    Node.Entry written = written("headers", stream);
    if (written != null && written.value() instanceof Node.Items items) {
      Node item = items.items().get(index);
      String name = item instanceof Node.Scalar scalar ? "'" + scalar.text() + "' " : "";
      reader
          .problems()
          .error("topology.header", item.location(), "the header " + name + message, mend);
    }
  }
}
