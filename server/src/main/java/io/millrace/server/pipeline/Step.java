package io.millrace.server.pipeline;

import io.millrace.api.Event;
import org.jspecify.annotations.Nullable;

/** One part of a pipeline's way: some stage, or a block of validators. For one thread. */
interface Step extends AutoCloseable {

  /**
   * Handles one event and sends what comes of it on with {@link Walk#proceed}.
   *
   * @param walk the record's walk
   * @param next the number of the step after this one
   * @return why the record failed; null if it did not
   */
  Outcome.@Nullable Failed handle(Event event, Walk walk, int next);

  @Override
  void close();
}
