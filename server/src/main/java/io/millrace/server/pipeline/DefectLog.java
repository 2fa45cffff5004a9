package io.millrace.server.pipeline;

import io.millrace.server.plugin.text.Shown;
import io.millrace.server.stream.StreamPartition;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs defects of Millrace itself that records of a pipeline meet, with the trace, at most once a
 * second: every record may meet one. Shared by the pipeline's workers.
 */
final class DefectLog {

  private static final Logger LOGGER = LoggerFactory.getLogger(Pipeline.class);
  private static final long INTERVAL_MILLIS = 1000;

  private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong unlogged = new AtomicLong();

  /**
   * Logs, or counts.
   *
   * @param now in milliseconds since 1970; if it goes back, that is time enough
   */
  void met(StreamPartition at, long offset, Throwable defect, long now) {
    long before = last.get();
    boolean due = before == Long.MIN_VALUE || now < before || now - before >= INTERVAL_MILLIS;
    if (!due || !last.compareAndSet(before, now)) {
      unlogged.incrementAndGet();
      return;
    }
    LOGGER.error(
        "a defect of Millrace itself, at {}@{}; {} more since the last trace",
        at,
        offset,
        unlogged.getAndSet(0),
        Shown.of(defect));
  }
}
