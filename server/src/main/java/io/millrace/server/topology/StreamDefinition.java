package io.millrace.server.topology;

import io.millrace.api.FieldPath;
import io.millrace.server.config.problem.Location;
import io.millrace.server.stream.StreamSpec;
import java.util.List;
import java.util.Optional;

/**
 * A stream of the topology.
 *
 * @param spec its name, partitions and retention
 * @param format how its values are read and written
 * @param key the field that picks the partition; empty: the record's key stays as it is
 * @param id the field that is the event's id
 * @param effectiveAt the field that is the effective time
 * @param headers the request headers that ingest keeps as record headers
 * @param location where its name stands
 * @param declared whether it stands under {@code streams:}; else it was made for failures
 */
public record StreamDefinition(
    StreamSpec spec,
    Format format,
    Optional<FieldPath> key,
    Optional<FieldPath> id,
    Optional<FieldPath> effectiveAt,
    List<String> headers,
    Location location,
    boolean declared) {

  public StreamDefinition {
    headers = List.copyOf(headers);
  }

  /** The stream's name. */
  public String name() {
    return spec.name();
  }
}
