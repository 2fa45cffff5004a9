package io.millrace.server.topology;

import io.millrace.server.config.Location;
import io.millrace.server.config.Node;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.topology.TopologySettings.StreamKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

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
        .map(keys -> stream(name, keys, entry.key()))
        .orElseThrow();
  }

  private StreamDefinition stream(String name, StreamKeys keys, Location location) {
    checkHeaders(keys.headers(), location);
    OptionalLong bytes = keys.retentionBytes().map(OptionalLong::of).orElseGet(OptionalLong::empty);
    return new StreamDefinition(
        new StreamSpec(name, keys.partitions(), keys.retention(), bytes),
        keys.format()
            .flatMap(node -> formats.read(name, node))
            .orElseGet(() -> new Format.Json(Set.of())),
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
}
