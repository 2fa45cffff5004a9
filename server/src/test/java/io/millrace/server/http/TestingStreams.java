package io.millrace.server.http;

import io.millrace.api.FieldPath;
import io.millrace.server.config.problem.Location;
import io.millrace.server.stream.StreamSpec;
import io.millrace.server.topology.Format;
import io.millrace.server.topology.StreamDefinition;
import io.millrace.server.topology.Topology;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A topology of streams without pipelines. */
public final class TestingStreams {

  private TestingStreams() {}

  /**
   * {@code orders} with a key and a header, {@code views} without a key, {@code blobs} of bytes.
   */
  public static Topology topology() {
    Map<String, StreamDefinition> streams = new LinkedHashMap<>();
    add(streams, "orders", 4, json(), Optional.of("shopper.id"), List.of("X-Request-Id"));
    add(streams, "views", 2, json(), Optional.empty(), List.of());
    add(streams, "blobs", 1, new Format.Opaque(), Optional.empty(), List.of());
    return new Topology(streams, List.of());
  }

  private static Format json() {
    return new Format.Json(Set.of());
  }

  private static void add(
      Map<String, StreamDefinition> streams,
      String name,
      int partitions,
      Format format,
      Optional<String> key,
      List<String> headers) {
    streams.put(
        name,
        new StreamDefinition(
            StreamSpec.of(name, partitions),
            format,
            key.map(FieldPath::of),
            Optional.empty(),
            Optional.empty(),
            headers,
            new Location("topology.yaml", 1, 1),
            true));
  }
}
