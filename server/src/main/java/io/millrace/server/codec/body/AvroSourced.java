package io.millrace.server.codec.body;

import org.jspecify.annotations.Nullable;

/** A body that may be as it was read from Avro. */
public interface AvroSourced extends Body {

  /** What it was read from; null if it is changed. */
  @Nullable AvroSource source();
}
