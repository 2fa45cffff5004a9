package io.millrace.server.stream;

import io.millrace.server.stream.BackendException.Kind;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** What the streams of a node become when some are declared. */
public final class StreamGrowth {

  private StreamGrowth() {}

  /**
   * Adds streams, or partitions to them; the retention is taken over.
   *
   * @return all streams, by name
   * @throws BackendException REFUSED, if a stream would have fewer partitions than it has
   */
  public static Map<String, StreamSpec> grow(
      Map<String, StreamSpec> present, Collection<StreamSpec> declared) {
    Map<String, StreamSpec> streams = new TreeMap<>(present);
    for (StreamSpec spec : declared) {
      if (spec.name().isEmpty() || spec.partitions() < 1) {
        throw new BackendException(
            Kind.REFUSED, "a stream has a name and at least one partition: " + spec);
      }
      StreamSpec before = streams.put(spec.name(), spec);
      if (before != null && before.partitions() > spec.partitions()) {
        throw new BackendException(
            Kind.REFUSED,
            "stream "
                + spec.name()
                + " has "
                + before.partitions()
                + " partitions and cannot have fewer: declare at least as many");
      }
    }
    return streams;
  }
}
