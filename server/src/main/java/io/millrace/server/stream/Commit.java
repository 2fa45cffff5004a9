package io.millrace.server.stream;

import java.util.Map;

/**
 * Outputs and input offsets that are stored together or not at all.
 *
 * @param offsets for each input partition the offset of the next record to process
 * @param appends for each output partition the records to append; their offsets are given by the
 *     backend
 */
public record Commit(Map<StreamPartition, Long> offsets, Map<StreamPartition, Records> appends) {

  public Commit {
    offsets = Map.copyOf(offsets);
    appends = Map.copyOf(appends);
  }
}
