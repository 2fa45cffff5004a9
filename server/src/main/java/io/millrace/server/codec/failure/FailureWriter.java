package io.millrace.server.codec.failure;

import io.millrace.server.stream.ByteSink;

/** Writes failure records in one format. */
interface FailureWriter {

  void write(FailureRecord failure, FailureDetail detail, ByteSink out);
}
