package io.millrace.server.plugin.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what a stage's plugin threw, with the trace, at most once a second, and bounded: a poisoned
 * stream would otherwise fill the disk. Shared by the stage's workers.
 */
public final class TraceLog {

  private static final Logger LOGGER = LoggerFactory.getLogger(TraceLog.class);
  private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

  private final String stage;
  private final Secrets secrets;
  private final LongSupplier nanoClock;
  private final AtomicLong next;
  private final AtomicLong unlogged = new AtomicLong();

  /** Made beforehand: at the end of memory there may be none for a log line. */
  private final byte[] lastWords;

  public TraceLog(String stage, Secrets secrets, LongSupplier nanoClock) {
    this.stage = stage;
    this.secrets = secrets;
    this.nanoClock = nanoClock;
    this.next = new AtomicLong(nanoClock.getAsLong());
    this.lastWords = (stage + " met the end of memory\n").getBytes(UTF_8);
  }

  /** Names the stage, if a thrown thing is not to be survived, and throws it on. */
  public void rethrowFatal(Throwable thrown) {
    if (Fatal.is(thrown)) {
      try {
        LOGGER.error(
            "{} threw {}, which ends the process",
            stage,
            Shown.line(secrets.in(String.valueOf(thrown))));
      } catch (Throwable e) {
        System.err.write(lastWords, 0, lastWords.length);
        System.err.flush();
      }
      Fatal.rethrow(thrown);
    }
  }

  /** Logs, or counts. */
  public void threw(Throwable thrown) {
    long now = nanoClock.getAsLong();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + INTERVAL)) {
      unlogged.incrementAndGet();
      return;
    }
    long before = unlogged.getAndSet(0);
    LOGGER.warn("{} threw; {} more since the last trace", stage, before, secrets.in(thrown));
  }
}
