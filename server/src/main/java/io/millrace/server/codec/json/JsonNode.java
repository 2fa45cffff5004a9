package io.millrace.server.codec.json;

import io.millrace.api.FieldPath;
import io.millrace.server.stream.ByteSink;
import org.jspecify.annotations.Nullable;

/** A JSON value: bytes that are known to be well-formed, or such bytes with changes. Immutable. */
sealed interface JsonNode permits JsonSlice, JsonPatch {

  /** What a step leads to; null if there is nothing. */
  @Nullable JsonNode child(FieldPath.Step step);

  /** Writes the value; what was not changed as it stands. */
  void write(ByteSink out);

  /** The value as one slice; changes are written out. */
  JsonSlice toSlice();

  /** The bytes that changes start from. */
  JsonSlice base();
}
