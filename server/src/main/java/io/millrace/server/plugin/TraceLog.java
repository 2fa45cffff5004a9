package io.millrace.server.plugin;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what a stage's plugin threw, with the trace, at most once a second: a poisoned stream would
 * otherwise fill the disk with traces. Shared by the stage's workers.
 */
final class TraceLog {

  private static final Logger LOGGER = LoggerFactory.getLogger(TraceLog.class);
  private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

  private final String stage;
  private final LongSupplier nanoClock;
  private final Secrets secrets;
  private final AtomicLong next;
  private final AtomicLong unlogged = new AtomicLong();

  TraceLog(String stage, LongSupplier nanoClock, Secrets secrets) {
    this.stage = stage;
    this.nanoClock = nanoClock;
    this.secrets = secrets;
    this.next = new AtomicLong(nanoClock.getAsLong());
  }

  /** Logs, or counts. Survives a thrown thing that throws when it is printed. */
  void threw(Throwable thrown) {
    long now = nanoClock.getAsLong();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + INTERVAL)) {
      unlogged.incrementAndGet();
      return;
    }
    long before = unlogged.getAndSet(0);
    try {
      log(before, thrown);
    } catch (Throwable e) {
      Fatal.rethrow(e);
      LOGGER.warn("{} threw {}, which cannot be printed", stage, thrown.getClass().getName());
    }
  }

  private void log(long before, Throwable thrown) {
    if (secrets.isEmpty()) {
      LOGGER.warn("{} threw; {} more since the last trace", stage, before, thrown);
      return;
    }
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    LOGGER.warn(
        "{} threw; {} more since the last trace{}{}",
        stage,
        before,
        System.lineSeparator(),
        secrets.mask(trace.toString()));
  }
}
