package io.millrace.server.codec;

import io.millrace.api.FieldPath;
import io.millrace.server.topology.StreamDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a stream's bodies that have a meaning of their own.
 *
 * @param key the field that is the key; null: the record's key is
 * @param id the field that is the id; null: the position is
 * @param effectiveAt the field that is the effective time; null: the time of the append is
 */
record EventPaths(
    @Nullable FieldPath key, @Nullable FieldPath id, @Nullable FieldPath effectiveAt) {

  static EventPaths of(StreamDefinition stream) {
    return new EventPaths(
        stream.key().orElse(null), stream.id().orElse(null), stream.effectiveAt().orElse(null));
  }
}
