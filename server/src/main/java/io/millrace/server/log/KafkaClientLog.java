package io.millrace.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Lets Kafka's clients say the same thing once in half a minute: while brokers are away each of
 * them says it twice a second, forty lines a second in all. The same is what differs in numbers and
 * in the client's name only. Safe for many threads.
 */
final class KafkaClientLog extends TurboFilter {

  private static final String CLIENTS = "org.apache.kafka.";
  private static final long QUIET = Duration.ofSeconds(30).toNanos();
  private static final int MOST = 200;

  /** The client's name, in brackets before its message, and all numbers. */
  private static final Pattern DIFFERENT = Pattern.compile("^\\[[^\\]]*]|-?\\d+");

  /** When each message is let through again; the longest unused is forgotten. */
  private final Map<String, Long> quietUntil =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST;
        }
      };

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] params,
      @Nullable Throwable thrown) {
    boolean passes =
        format == null
            || !logger.getName().startsWith(CLIENTS)
            || !logger.getEffectiveLevel().isGreaterOrEqual(Level.INFO)
            || !level.isGreaterOrEqual(logger.getEffectiveLevel())
            || isNew(
                logger.getName() + DIFFERENT.matcher(format).replaceAll(""), System.nanoTime());
    return passes ? FilterReply.NEUTRAL : FilterReply.DENY;
  }

  private boolean isNew(String message, long now) {
    synchronized (quietUntil) {
      Long until = quietUntil.get(message);
      if (until != null && now < until) {
        return false;
      }
      quietUntil.put(message, now + QUIET);
      return true;
    }
  }
}
